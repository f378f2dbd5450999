package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.accesslog.AccessEntry;
import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.exchange.RawHttp2Client.Frame;
import dev.edgekeep.edge.exchange.RawHttp2Client.Response;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.x509.path.Verdict;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The behaviour towards HTTP/2 clients. */
final class Http2ExchangeTest {
  private static final int INTERNAL_ERROR = 2;
  private static final int NO_ERROR = 0;
  private static final int ENHANCE_YOUR_CALM = 11;

  private final EdgeHarness edge = new EdgeHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  private EdgeHarness serving(TestOrigin origin) {
    return edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
  }

  @Test
  void manyRequestsAreAnsweredOverOneConnection() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      for (int stream = 1; stream < 20; stream += 2) {
        client.get(stream);
        Response response = client.response();
        assertThat(response.head().status()).hasToString("200");
        assertThat(response.head().get("content-length")).hasToString("5");
        assertThat(response.head().get("x-request-id")).isNotNull();
        assertThat(response.body()).isEqualTo("hello");
      }
      assertThat(origin.connections()).isEqualTo(1);
      AccessEntry entry = edge.nextEntry();
      assertThat(List.of(entry.protocol(), entry.status(), entry.target(), entry.outcome()))
          .isEqualTo(List.of("HTTP/2", 200, "/a", "complete"));
    }
  }

  @Test
  void aRequestBecomesHttp11WithItsCookieCrumbsJoined() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      client.get(1, "cookie", "a=b", "te", "trailers", "cookie", "c=d");
      client.response();
      assertThat(origin.nextHead())
          .startsWith("GET /a HTTP/1.1\r\nHost: www.example.com\r\n")
          .contains("\r\ncookie: a=b; c=d\r\n")
          .contains("\r\nTE: trailers\r\nConnection: TE\r\n")
          .doesNotContain(":authority");
    }
  }

  @Test
  void bodiesAndTrailersAreStreamedBothWays() throws Exception {
    TestOrigin.Answerer echo =
        (head, in, out) -> {
          String body = TestOrigin.readChunked(in);
          out.write(
              ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                      + Integer.toHexString(body.length())
                      + "\r\n"
                      + body
                      + "\r\n0\r\nGrpc-Status: 0\r\nContent-Length: 9\r\n\r\n")
                  .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
          return true;
        };
    try (TestOrigin origin = new TestOrigin(echo);
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      client.headers(1, false, RawHttp2Client.request("POST"));
      client.data(1, false, "one ");
      client.data(1, false, "two");
      client.headers(
          1,
          true,
          RawHttp2Client.add(
              new DefaultHttp2Headers(false), "x-sum", "7", "client-cert", ":forged:"));
      Response response = client.response();
      assertThat(response.body()).isEqualTo("one two|x-sum: 7");
      assertThat(response.trailers().get("grpc-status")).hasToString("0");
      assertThat(response.trailers().contains("content-length")).isFalse();
    }
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("Connection", RawHttp2Client.request("GET", "connection", "close")),
        Arguments.of(
            "Transfer-Encoding", RawHttp2Client.request("GET", "transfer-encoding", "chunked")),
        Arguments.of("TE", RawHttp2Client.request("GET", "te", "gzip")),
        Arguments.of("another Host", RawHttp2Client.request("GET", "host", "other.example.com")),
        Arguments.of("a line end in a value", RawHttp2Client.request("GET", "x-a", "b\r\nx: y")),
        Arguments.of("a NUL in a value", RawHttp2Client.request("GET", "x-a", "b\0c")),
        Arguments.of("upper case", RawHttp2Client.request("GET", "X-A", "b")),
        Arguments.of("a space in a name", RawHttp2Client.request("GET", "x a", "b")),
        Arguments.of("a colon in a name", RawHttp2Client.request("GET", "x:a", "b")),
        Arguments.of(
            "a line end in the path", RawHttp2Client.request("GET").path("/ HTTP/1.1\r\n")),
        Arguments.of("a space in the path", RawHttp2Client.request("GET").path("/a b")),
        Arguments.of("no slash", RawHttp2Client.request("GET").path("a")),
        Arguments.of("an empty path", RawHttp2Client.request("GET").path("")),
        Arguments.of("a space in the method", RawHttp2Client.request("GET /x")),
        Arguments.of("user information", RawHttp2Client.request("GET").authority("a@b")),
        Arguments.of("another scheme", RawHttp2Client.request("GET").scheme("ftp")),
        Arguments.of("a length", RawHttp2Client.request("GET", "content-length", "5")),
        Arguments.of("a bad length", RawHttp2Client.request("GET", "content-length", "+0")),
        Arguments.of("CONNECT", RawHttp2Client.request("CONNECT")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void malformedRequestsNeverReachTheOrigin(String what, Http2Headers request) throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      client.headers(1, true, request);
      Frame frame = client.next();
      while (frame.type() == RawHttp2Client.SETTINGS
          || frame.type() == RawHttp2Client.WINDOW_UPDATE) {
        frame = client.next();
      }
      if (frame.type() == RawHttp2Client.HEADERS) {
        assertThat(client.decode(frame).status().toString()).startsWith("40");
      } else {
        assertThat(frame.type()).isEqualTo(RawHttp2Client.RST_STREAM);
      }
      assertThat(origin.hasHeads()).isFalse();
      client.get(3);
      assertThat(client.response().body()).as("the connection goes on").isEqualTo("hello");
    }
  }

  @Test
  void aHeaderListThatIsTooLargeIsAnswered431() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      client.get(1, "x-a", "b".repeat(8_000), "x-b", "c".repeat(8_000));
      assertThat(client.response().head().status()).hasToString("200");
      edge.limits = small();
      try (RawHttp2Client limited = new RawHttp2Client(edge)) {
        limited.get(1, "x-a", "b".repeat(900));
        Response response = limited.response();
        assertThat(response.head().status()).hasToString("431");
        assertThat(response.head().get("x-request-id")).isNotNull();
      }
    }
  }

  private static dev.edgekeep.snapshot.Limits small() {
    var all = dev.edgekeep.snapshot.Limits.DEFAULT;
    return new dev.edgekeep.snapshot.Limits(
        all.handshakeTimeout(),
        all.requestHeaderTimeout(),
        all.idleTimeout(),
        all.tunnelIdleTimeout(),
        all.drainTimeout(),
        1_024,
        all.maxConcurrentStreams(),
        all.connections(),
        all.connectionsPerAddress());
  }

  @Test
  void aClientThatIsNoLongerVerifiedIsToldToGoAway() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        RawHttp2Client client = new RawHttp2Client(edge)) {
      edge.serve(
          EdgeHarness.host(
              "www.example.com", EdgeHarness.origin(origin.port()), ClientAuth.Mode.REQUIRE));
      edge.verdicts =
          host -> new ClientVerdict(Verdict.REVOKED, List.of(), List.of(), null, "it is revoked");
      client.get(1);
      assertThat(client.response().head().status()).hasToString("403");
      assertThat(client.next(RawHttp2Client.GOAWAY).errorCode()).isEqualTo(NO_ERROR);
      assertThat(origin.hasHeads()).isFalse();
    }
  }

  @Test
  void aResetEndsTheOriginsExchange() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              asked.countDown();
              return in.read() >= 0;
            });
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      client.get(1);
      assertThat(asked.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      client.reset(1);
      AccessEntry entry = edge.nextEntry();
      assertThat(entry.outcome()).isEqualTo("client-aborted");
      Eventually.await("the end of the origin's connection", () -> origin.ended() > 0);
    }
  }

  @Test
  void anOriginThatDiesInTheMiddleResetsTheStream() throws Exception {
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              out.write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"
                      .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
              return false;
            });
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      client.get(1);
      assertThat(client.next(RawHttp2Client.RST_STREAM).errorCode()).isEqualTo(INTERNAL_ERROR);
      assertThat(edge.nextEntry().outcome()).isEqualTo("origin-failed");
    }
  }

  @Test
  void anAnswerBeforeTheRequestsEndStopsTheRequest() throws Exception {
    try (TestOrigin origin = TestOrigin.answering("HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n");
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      client.headers(1, false, RawHttp2Client.request("POST"));
      client.data(1, false, "one");
      assertThat(client.response().head().status()).hasToString("413");
      assertThat(client.next(RawHttp2Client.RST_STREAM).errorCode()).isEqualTo(NO_ERROR);
    }
  }

  @Test
  void rapidResetsEndTheConnection() throws Exception {
    try (TestOrigin origin = new TestOrigin((head, in, out) -> in.read() >= 0);
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      resetManyStreams(client);
      assertThat(client.next(RawHttp2Client.GOAWAY).errorCode()).isEqualTo(ENHANCE_YOUR_CALM);
    }
  }

  private static void resetManyStreams(RawHttp2Client client) {
    try {
      for (int stream = 1; stream < 600; stream += 2) {
        client.get(stream);
        client.reset(stream);
      }
    } catch (IOException e) {
      // The edge has had enough before the last of them; what it said is there to be read.
      return;
    }
  }

  @Test
  void drainingLetsStreamsFinish() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch drained = new CountDownLatch(1);
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              asked.countDown();
              await(drained);
              out.write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                      .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
              return true;
            });
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      client.get(1);
      assertThat(asked.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      edge.drain();
      assertThat(client.next(RawHttp2Client.GOAWAY).errorCode()).isEqualTo(NO_ERROR);
      drained.countDown();
      assertThat(client.response().body()).isEqualTo("ok");
      org.junit.jupiter.api.Assertions.assertThrows(java.io.EOFException.class, client::next);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
