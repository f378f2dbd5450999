package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.exchange.EdgeHarness.Protocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The messages between a client and an origin are the same for every pair of protocols: HTTP/1.1
 * and HTTP/2 in, HTTP/1.1 and HTTP/2 out. What a protocol cannot express is left out for it.
 */
final class HeaderMatrixTest {
  private static final MatrixMessage OK =
      MatrixMessage.response(List.of(), "200", List.of(), "", List.of());
  private static final MatrixMessage GET =
      MatrixMessage.request("GET /a", List.of(), "", List.of());
  private static final String SMUGGLED =
      "0\r\n\r\nGET /x HTTP/1.1\r\nHost: www.example.com\r\n\r\n";
  private static MatrixPeers peers;

  @BeforeAll
  static void start() throws IOException {
    peers = new MatrixPeers();
  }

  @AfterAll
  static void stop() throws IOException {
    peers.close();
  }

  @ParameterizedTest
  @MethodSource("dev.edgekeep.edge.exchange.MatrixFields#endToEnd")
  void aFieldForTheOtherEndPasses(String field) throws Exception {
    MatrixMessage request = MatrixMessage.request("GET /a", List.of(field), "", List.of());
    MatrixMessage response =
        MatrixMessage.response(List.of(), "200", List.of(field), "x", List.of());
    for (Protocol in : Protocol.values()) {
      for (Protocol out : Protocol.values()) {
        MatrixMessage received = peers.exchange(in, out, request, response);
        assertThat(peers.seen().fields()).as("%s to %s", in, out).containsExactly(field);
        assertThat(received.fields()).as("%s to %s", in, out).containsExactly(field);
        assertThat(received.body()).isEqualTo("x");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.edgekeep.edge.exchange.MatrixFields#edgeOnly")
  void aFieldThatIsTheEdgesIsRemoved(String name) throws Exception {
    List<String> sent = List.of(name + ": forged", "x-end: kept", name + ": forged");
    MatrixMessage request = MatrixMessage.request("GET /a", sent, "", List.of());
    for (Protocol in : Protocol.values()) {
      for (Protocol out : Protocol.values()) {
        peers.exchange(in, out, request, OK);
        assertThat(peers.seen().fields()).as("%s to %s", in, out).containsExactly("x-end: kept");
      }
    }
  }

  /** Fields about one connection, with the names that they take with them: HTTP/1.1 only. */
  static Stream<Arguments> hopByHop() {
    return Stream.of(
        Arguments.of(List.of("connection: x-a", "x-a: 1", "x-end: 2")),
        Arguments.of(List.of("x-a: 1", "connection: X-A", "x-end: 2")),
        Arguments.of(List.of("connection: x-a, x-b", "x-a: 1", "x-b: 1", "x-end: 2")),
        Arguments.of(List.of("connection: x-a", "connection: x-b", "x-b: 1", "x-a: 1", "x-end: 2")),
        Arguments.of(List.of("connection: , ,x-a,", "x-a: 1", "x-end: 2")),
        Arguments.of(List.of("connection: keep-alive", "x-end: 2")),
        Arguments.of(List.of("keep-alive: timeout=5", "x-end: 2")),
        Arguments.of(List.of("proxy-connection: keep-alive", "x-end: 2")),
        Arguments.of(List.of("connection: upgrade", "upgrade: h2c", "x-end: 2")),
        Arguments.of(List.of("upgrade: foo", "x-end: 2")),
        Arguments.of(List.of("connection: x-end-not-there", "x-end: 2")));
  }

  @ParameterizedTest
  @MethodSource("hopByHop")
  void aFieldAboutOneConnectionStaysThere(List<String> fields) throws Exception {
    MatrixMessage request = MatrixMessage.request("GET /a", fields, "", List.of());
    MatrixMessage response = MatrixMessage.response(List.of(), "200", fields, "x", List.of());
    for (Protocol other : Protocol.values()) {
      peers.exchange(Protocol.HTTP_1, other, request, OK);
      assertThat(peers.seen().fields()).as("to %s", other).containsExactly("x-end: 2");
      MatrixMessage received = peers.exchange(other, Protocol.HTTP_1, GET, response);
      assertThat(received.fields())
          .as("from %s", other)
          .contains("x-end: 2")
          .noneMatch(field -> field.matches("(x-[ab]|keep-alive|proxy-connection|upgrade): .*"));
    }
  }

  /** Requests, and the fields with which they arrive. */
  static Stream<Arguments> requests() {
    return Stream.of(
        request("GET /", "no field", List.of(), List.of()),
        request("GET /a?b=c&d", "a query", List.of(), List.of()),
        request("GET /a%20b", "escapes", List.of("x-a: 1"), List.of("x-a: 1")),
        request("OPTIONS *", "an asterisk", List.of("x-a: 1"), List.of("x-a: 1")),
        request("DELETE /a", "DELETE", List.of(), List.of()),
        request("PROPFIND /a", "another method", List.of("depth: 1"), List.of("depth: 1")),
        request("HEAD /a", "HEAD", List.of(), List.of()),
        request("PUT /a", "PUT", List.of(), List.of()),
        request("PATCH /a", "PATCH", List.of(), List.of()),
        request("REPORT /a", "REPORT", List.of(), List.of()),
        request("get /a", "a method in lower case", List.of(), List.of()),
        request("GET /a?", "an empty query", List.of(), List.of()),
        request("GET /a?b=%0d%0aHost:+x", "an escaped line", List.of(), List.of()),
        request("GET /a?b=/../c", "dots in the query", List.of(), List.of()),
        request("GET /a/", "a slash at the end", List.of(), List.of()),
        request("GET /a?" + "q".repeat(4_000), "a long query", List.of(), List.of()),
        request("GET /%E2%82%AC", "UTF-8 as escapes", List.of(), List.of()),
        request("GET /a", "te", List.of("te: trailers"), List.of("te: trailers")),
        request(
            "GET /a", "the same twice", List.of("x-a: 1", "x-a: 2"), List.of("x-a: 1", "x-a: 2")),
        request(
            "GET /a",
            "the order",
            List.of("x-b: 1", "x-a: 2", "x-b: 3"),
            List.of("x-b: 1", "x-a: 2", "x-b: 3")),
        request("GET /a", "an empty value", List.of("x-a: "), List.of("x-a: ")),
        request("GET /a", "a cookie", List.of("cookie: a=b; c=d"), List.of("cookie: a=b; c=d")),
        request(
            "GET /a",
            "expect without a body",
            List.of("expect: 100-continue", "x-a: 1"),
            List.of("x-a: 1")));
  }

  private static Arguments request(
      String start, String what, List<String> sent, List<String> expected) {
    return Arguments.of(start, what, sent, expected);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("requests")
  void aRequestArrivesAsItWas(String start, String what, List<String> sent, List<String> expected)
      throws Exception {
    for (Protocol in : Protocol.values()) {
      for (Protocol out : Protocol.values()) {
        MatrixMessage received =
            peers.exchange(in, out, MatrixMessage.request(start, sent, "", List.of()), OK);
        MatrixMessage seen = peers.seen();
        assertThat(received.start()).as("%s to %s", in, out).isEqualTo("200");
        assertThat(seen.start()).as("%s to %s", in, out).isEqualTo(start);
        assertThat(seen.authority()).isEqualTo("www.example.com");
        assertThat(seen.fields()).as("%s to %s", in, out).containsExactlyElementsOf(expected);
      }
    }
  }

  static Stream<Arguments> bodies() {
    return Stream.of(
        Arguments.of("unknown length", List.of(), "hello", List.of(), List.of()),
        Arguments.of("a length", List.of("content-length: 5"), "hello", List.of(), List.of()),
        Arguments.of("a length of 0", List.of("content-length: 0"), "", List.of(), List.of()),
        Arguments.of(
            "trailers",
            List.of(),
            "hello",
            List.of("x-sum: 1", "x-b: 2"),
            List.of("x-sum: 1", "x-b: 2")),
        Arguments.of(
            "trailers without a body", List.of(), "", List.of("x-sum: 1"), List.of("x-sum: 1")),
        Arguments.of(
            "trailers that route",
            List.of(),
            "hello",
            List.of(
                "x-sum: 1", "authorization: x", "cookie: a", "x-request-id: 1", "client-cert: x"),
            List.of("x-sum: 1")),
        Arguments.of("trailers that only route", List.of(), "hello", List.of("host: a"), List.of()),
        Arguments.of("a large body", List.of(), "x".repeat(16_000), List.of(), List.of()),
        Arguments.of("a request in the body", List.of(), SMUGGLED, List.of(), List.of()),
        Arguments.of(
            "a request in a body with a length",
            List.of("content-length: " + SMUGGLED.length()),
            SMUGGLED,
            List.of(),
            List.of()),
        Arguments.of(
            "trailers about framing",
            List.of(),
            "hello",
            List.of("content-length: 1", "transfer-encoding: chunked", "x-sum: 1"),
            List.of("x-sum: 1")),
        Arguments.of(
            "trailers about the body",
            List.of(),
            "hello",
            List.of("content-encoding: gzip", "content-type: a/b", "content-range: x", "x-a: 1"),
            List.of("x-a: 1")),
        Arguments.of(
            "trailers that authenticate",
            List.of(),
            "hello",
            List.of("set-cookie: a", "www-authenticate: x", "proxy-authorization: x", "x-a: 1"),
            List.of("x-a: 1")),
        Arguments.of(
            "a trailer twice",
            List.of(),
            "hello",
            List.of("x-a: 1", "x-a: 2"),
            List.of("x-a: 1", "x-a: 2")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void bodiesAndTrailersPassBothWays(
      String what, List<String> fields, String body, List<String> trailers, List<String> expected)
      throws Exception {
    MatrixMessage request = MatrixMessage.request("POST /a", fields, body, trailers);
    MatrixMessage response = MatrixMessage.response(List.of(), "200", fields, body, trailers);
    for (Protocol in : Protocol.values()) {
      for (Protocol out : Protocol.values()) {
        MatrixMessage received = peers.exchange(in, out, request, response);
        MatrixMessage seen = peers.seen();
        assertThat(seen.body()).as("%s to %s", in, out).isEqualTo(body);
        assertThat(seen.trailers()).as("%s to %s", in, out).isEqualTo(expected);
        assertThat(received.body()).as("%s to %s", in, out).isEqualTo(body);
        assertThat(received.trailers()).as("%s to %s", in, out).isEqualTo(expected);
      }
    }
  }

  static Stream<Arguments> responses() {
    List<Arguments> cases = new ArrayList<>();
    for (String status :
        List.of(
            "200", "201", "206", "226", "299", "301", "302", "400", "401", "403", "404", "418",
            "402", "405", "406", "409", "410", "411", "412", "413", "415", "416", "417", "421",
            "422", "423", "425", "426", "428", "429", "431", "451", "500", "501", "502", "503",
            "504", "505", "507", "511", "599", "203", "207", "300", "303", "307", "308")) {
      cases.add(Arguments.of("GET", List.of(), status, "body", "body"));
    }
    for (String method : List.of("GET", "HEAD", "POST", "DELETE")) {
      cases.add(Arguments.of(method, List.of(), "204", "", ""));
      cases.add(Arguments.of(method, List.of(), "304", "", ""));
      cases.add(Arguments.of(method, List.of(), "200", "", ""));
    }
    cases.add(Arguments.of("HEAD", List.of(), "200", "body", ""));
    cases.add(Arguments.of("HEAD", List.of(), "404", "body", ""));
    cases.add(Arguments.of("GET", List.of("100"), "200", "body", "body"));
    cases.add(Arguments.of("GET", List.of("102"), "200", "body", "body"));
    cases.add(Arguments.of("GET", List.of("103"), "200", "body", "body"));
    cases.add(Arguments.of("GET", List.of("103", "103", "100"), "404", "body", "body"));
    cases.add(Arguments.of("GET", List.of("199"), "204", "", ""));
    cases.add(Arguments.of("HEAD", List.of("103"), "200", "body", ""));
    return cases.stream();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("responses")
  void aResponseArrivesAsItWas(
      String method, List<String> interims, String status, String body, String expected)
      throws Exception {
    MatrixMessage request = MatrixMessage.request(method + " /a", List.of(), "", List.of());
    MatrixMessage response =
        MatrixMessage.response(interims, status, List.of("x-a: 1"), body, List.of());
    for (Protocol in : Protocol.values()) {
      for (Protocol out : Protocol.values()) {
        MatrixMessage received = peers.exchange(in, out, request, response);
        assertThat(received)
            .as("%s to %s", in, out)
            .isEqualTo(
                MatrixMessage.response(interims, status, List.of("x-a: 1"), expected, List.of()));
      }
    }
  }
}
