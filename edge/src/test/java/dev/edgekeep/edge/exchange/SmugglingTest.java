package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that two readers of HTTP/1.1 might read differently are refused, the connection ended, and
 * the origin sees nothing of it.
 */
final class SmugglingTest {
  private static final String HOST = "Host: www.example.com\r\n";

  private final EdgeHarness edge = new EdgeHarness();
  private TestOrigin origin;

  @BeforeEach
  void start() throws Exception {
    origin = TestOrigin.saying("hello");
    edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
    edge.close();
  }

  static Stream<Arguments> refusedRequests() {
    String post = "POST / HTTP/1.1\r\n" + HOST;
    String get = "GET / HTTP/1.1\r\n" + HOST;
    String smuggled = "\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n" + HOST + "\r\n";
    return Stream.of(
            Arguments.of(
                400, "length and coding", post + "Content-Length: 4\r\nTransfer-Encoding: chunked"),
            Arguments.of(
                400, "coding and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 4"),
            Arguments.of(400, "two lengths", post + "Content-Length: 4\r\nContent-Length: 5"),
            Arguments.of(
                400, "the same length twice", post + "Content-Length: 5\r\nContent-Length: 5"),
            Arguments.of(400, "a list of lengths", post + "Content-Length: 5, 5"),
            Arguments.of(400, "a signed length", post + "Content-Length: +5"),
            Arguments.of(400, "a negative length", post + "Content-Length: -5"),
            Arguments.of(400, "a hexadecimal length", post + "Content-Length: 0x5"),
            Arguments.of(400, "an empty length", post + "Content-Length: "),
            Arguments.of(400, "a huge length", post + "Content-Length: 99999999999999999999"),
            Arguments.of(400, "a space before the colon", post + "Content-Length : 5"),
            Arguments.of(400, "a tab before the colon", post + "Transfer-Encoding\t: chunked"),
            Arguments.of(400, "a folded line", post + "X-A: b\r\n Content-Length: 5"),
            Arguments.of(400, "a folded first line", "GET / HTTP/1.1\r\n " + HOST + "X-A: b"),
            Arguments.of(400, "a bare line feed", post + "X-A: b\nContent-Length: 5"),
            Arguments.of(400, "a bare carriage return", post + "X-A: b\rContent-Length: 5"),
            Arguments.of(400, "a line of CR", post + "\rContent-Length: 5"),
            Arguments.of(400, "a NUL", post + "X-A: b\0c"),
            Arguments.of(
                400, "a vertical tab before chunked", post + "Transfer-Encoding: \u000bchunked"),
            Arguments.of(
                400,
                "two codings lines",
                post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x"),
            Arguments.of(400, "identity", post + "Transfer-Encoding: identity"),
            Arguments.of(400, "chunked and more", post + "Transfer-Encoding: chunked, identity"),
            Arguments.of(400, "chunked twice", post + "Transfer-Encoding: chunked, chunked"),
            Arguments.of(400, "quoted chunked", post + "Transfer-Encoding: \"chunked\""),
            Arguments.of(400, "xchunked", post + "Transfer-Encoding: xchunked"),
            Arguments.of(501, "an unknown coding", post + "Transfer-Encoding: gzip, chunked"),
            Arguments.of(
                400,
                "a coding in HTTP/1.0",
                "POST / HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked"),
            Arguments.of(400, "no host", "GET / HTTP/1.1\r\nX-A: b"),
            Arguments.of(400, "two hosts", get + HOST + "X-A: b"),
            Arguments.of(
                400, "a host with user information", "GET / HTTP/1.1\r\nHost: a@www.example.com"),
            Arguments.of(400, "a host with a path", "GET / HTTP/1.1\r\nHost: www.example.com/x"),
            Arguments.of(400, "an empty host", "GET / HTTP/1.1\r\nHost:"),
            Arguments.of(400, "a name with a slash", get + "X/A: b"),
            Arguments.of(400, "an empty name", get + ": b"),
            Arguments.of(400, "a line without a colon", get + "X-A"),
            Arguments.of(400, "two spaces", "GET  / HTTP/1.1\r\n" + HOST + "X-A: b"),
            Arguments.of(400, "a space in the target", "GET /a b HTTP/1.1\r\n" + HOST + "X-A: b"),
            Arguments.of(
                400, "a control in the target", "GET /a\u0001 HTTP/1.1\r\n" + HOST + "X-A: b"),
            Arguments.of(400, "a fragment", "GET /a#b HTTP/1.1\r\n" + HOST + "X-A: b"),
            Arguments.of(
                400, "another scheme", "GET ftp://www.example.com/ HTTP/1.1\r\n" + HOST + "X-A: b"),
            Arguments.of(400, "an asterisk", "GET * HTTP/1.1\r\n" + HOST + "X-A: b"),
            Arguments.of(400, "a bad method", "G(T / HTTP/1.1\r\n" + HOST + "X-A: b"),
            Arguments.of(400, "HTTP/0.9", "GET /\r\n" + HOST + "X-A: b"),
            Arguments.of(505, "HTTP/2.0", "GET / HTTP/2.0\r\n" + HOST + "X-A: b"),
            Arguments.of(400, "lower-case http", "GET / http/1.1\r\n" + HOST + "X-A: b"),
            Arguments.of(
                405, "CONNECT", "CONNECT www.example.com:443 HTTP/1.1\r\n" + HOST + "X-A: b"),
            Arguments.of(
                400, "too many Connection options", get + "Connection: " + "a,".repeat(40) + "b"))
        .map(arguments -> {
          Object[] given = arguments.get();
          return Arguments.of(given[0], given[1], given[2] + smuggled);
        });
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("refusedRequests")
  void ambiguousRequestsAreRefused(int status, String what, String request) throws Exception {
    try (RawClient client = new RawClient(edge)) {
      String answer = client.send(request).rest();
      assertThat(answer).as(what).startsWith("HTTP/1.1 " + status + " ");
      assertThat(answer).as("one answer").containsOnlyOnce("HTTP/1.1");
      assertThat(answer).containsIgnoringCase("x-request-id: ").contains("Connection: close");
      assertThat(origin.hasHeads()).as("the origin saw a request").isFalse();
      EdgeEvent event = edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED);
      assertThat(event.detail()).isNotEmpty();
      assertThat(answer).doesNotContain(event.detail());
    }
  }

  static Stream<Arguments> badBodies() {
    return Stream.of(
        Arguments.of("no size", "\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a size in words", "five\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a prefix", "0x5\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a negative size", "-5\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a space before the size", " 5\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a space after the size", "5 \r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a size without CR", "5\nhello\r\n0\r\n\r\n"),
        Arguments.of("a CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a chunk longer than its size", "5\r\nhello!\r\n0\r\n\r\n"),
        Arguments.of("a chunk shorter than its size", "6\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a size that overflows", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("an endless extension", "5;" + "a".repeat(300) + "\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a bad trailer", "5\r\nhello\r\n0\r\nX-A : b\r\n\r\n"),
        Arguments.of("a trailer without CR", "5\r\nhello\r\n0\r\nX-A: b\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badBodies")
  void aChunkedBodyThatIsAmbiguousIsRefused(String what, String body) throws Exception {
    try (TestOrigin reading =
            new TestOrigin((head, in, out) -> {
              TestOrigin.readChunked(in);
              return false;
            });
        RawClient client = new RawClient(edge)) {
      edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(reading.port())));
      String head = "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n";
      String answer = client.send(head + body).rest();
      assertThat(answer).as(what).startsWith("HTTP/1.1 400 ");
      assertThat(answer).contains("Connection: close");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tooLong")
  void tooLongRequestsAreRefused(int status, String request) throws Exception {
    try (RawClient client = new RawClient(edge)) {
      assertThat(client.send(request).rest()).startsWith("HTTP/1.1 " + status + " ");
    }
  }

  static Stream<Arguments> tooLong() {
    return Stream.of(
        Arguments.of(414, "GET /" + "a".repeat(70_000) + " HTTP/1.1\r\n" + HOST + "\r\n"),
        Arguments.of(431, "GET / HTTP/1.1\r\n" + HOST + "X-A: " + "b".repeat(70_000) + "\r\n\r\n"),
        Arguments.of(431, "GET / HTTP/1.1\r\n" + HOST + "X-A: b\r\n".repeat(300) + "\r\n"));
  }
}
