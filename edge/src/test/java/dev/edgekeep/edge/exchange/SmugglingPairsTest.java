package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.exchange.EdgeHarness.Protocol;
import dev.edgekeep.edge.testing.RawHttp2Origin;
import dev.edgekeep.snapshot.OriginPolicy;
import dev.edgekeep.testing.Eventually;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages that two readers might read differently do not pass, whatever protocols are spoken on
 * both sides: HTTP/1.1 and HTTP/2 in, HTTP/1.1 and HTTP/2 out. {@link SmugglingTest} has the
 * requests of HTTP/1.1 to HTTP/1.1, whose table this one shares.
 */
final class SmugglingPairsTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: www.example.com\r\n\r\n";
  private static EdgeHarness edge;
  private static TestOrigin http1;
  private static RawHttp2Origin http2;

  @BeforeAll
  static void start() throws IOException {
    edge = new EdgeHarness();
    http1 =
        new TestOrigin((head, in, out) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          return true;
        });
    http2 = new RawHttp2Origin();
  }

  @AfterAll
  static void stop() throws IOException {
    http1.close();
    http2.close();
    edge.close();
  }

  private static void serve(Protocol out) {
    edge.serve(
        EdgeHarness.host(
            "www.example.com",
            out == Protocol.HTTP_1
                ? EdgeHarness.origin(http1.port())
                : EdgeHarness.speaking(
                    OriginPolicy.Protocol.HTTP2, EdgeHarness.origin(http2.port()))));
  }

  /** The request was refused without a connection, so that nothing of it has reached an origin. */
  private static void assertUnseen(String what) {
    assertThat(http1.connections()).as("connections for %s", what).isZero();
    assertThat(http2.connections).as("connections for %s", what).isEmpty();
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("dev.edgekeep.edge.exchange.SmugglingTest#refusedRequests")
  void anAmbiguousRequestOfHttp1ReachesNoOriginOfHttp2(int status, String what, String request)
      throws Exception {
    serve(Protocol.HTTP_2);
    try (RawClient client = new RawClient(edge)) {
      String answer = client.send(request).rest();
      assertThat(answer).as(what).startsWith("HTTP/1.1 " + status + " ");
      assertThat(answer).as("one answer").containsOnlyOnce("HTTP/1.1");
      assertUnseen(what);
    }
  }

  private static Arguments head(String what, String... fields) {
    return Arguments.of(what, fields);
  }

  /** A good head with other values for some pseudo-headers (empty: without it), and more fields. */
  private static Arguments pseudo(String what, String... changes) {
    List<String> fields = new ArrayList<>();
    String[] good = {
      ":method", "POST", ":scheme", "https", ":path", "/", ":authority", "www.example.com"
    };
    for (int i = 0; i < good.length; i += 2) {
      String value = good[i + 1];
      for (int j = 0; j < changes.length; j += 2) {
        value = changes[j].equals(good[i]) ? changes[j + 1] : value;
      }
      fields.addAll(List.of(good[i], value));
    }
    return Arguments.of(what, fields.toArray(String[]::new));
  }

  private static Arguments with(String what, String... more) {
    List<String> fields =
        new ArrayList<>(
            List.of(
                ":method",
                "POST",
                ":scheme",
                "https",
                ":path",
                "/",
                ":authority",
                "www.example.com"));
    fields.addAll(List.of(more));
    return Arguments.of(what, fields.toArray(String[]::new));
  }

  static Stream<Arguments> badHeads() {
    return Stream.of(
        with("a CR in a name", "x\ra", "b"),
        with("an LF in a name", "x\na", "b"),
        with("a line in a name", "x: b\r\ntransfer-encoding", "chunked"),
        with("a NUL in a name", "x\0a", "b"),
        with("a space in a name", "x a", "b"),
        with("a space behind a name", "content-length ", "5"),
        with("a colon in a name", "x:a", "b"),
        with("a tab in a name", "x\ta", "b"),
        with("a DEL in a name", "x\u007fa", "b"),
        with("a byte above ASCII in a name", "x\u00e4", "b"),
        with("an upper-case name", "Transfer-Encoding", "chunked"),
        with("an empty name", "", "b"),
        with("a CR in a value", "x-a", "b\rc"),
        with("an LF in a value", "x-a", "b\nc"),
        with("a line in a value", "x-a", "b\r\ntransfer-encoding: chunked"),
        with("a request in a value", "x-a", "b\r\n\r\n" + SMUGGLED),
        with("a NUL in a value", "x-a", "b\0c"),
        with("a control in a value", "x-a", "b\u0001"),
        with("a DEL in a value", "x-a", "b\u007f"),
        with("a line in a cookie", "cookie", "a=b\r\nx: y"),
        with("a line in a second cookie", "cookie", "a=b", "cookie", "c=d\nx: y"),
        with("a space before a value", "content-length", " 0"),
        with("a tab behind a value", "content-length", "0\t"),
        pseudo("a request in the path", ":path", "/ HTTP/1.1\r\nHost: x\r\n\r\n"),
        pseudo("a version in the path", ":path", "/a HTTP/1.1"),
        pseudo("a space in the path", ":path", "/a b"),
        pseudo("a NUL in the path", ":path", "/a\0"),
        pseudo("a tab in the path", ":path", "/a\tb"),
        pseudo("an empty path", ":path", ""),
        pseudo("a path without a slash", ":path", "a"),
        pseudo("a URL as the path", ":path", "http://other.example.com/"),
        pseudo("a fragment in the path", ":path", "/a#b"),
        pseudo("an asterisk for POST", ":path", "*"),
        pseudo("a request in the method", ":method", "GET /x HTTP/1.1\r\nx: y\r\n\r\nPOST"),
        pseudo("a space in the method", ":method", "POST x"),
        pseudo("an LF in the method", ":method", "POST\n"),
        pseudo("an empty method", ":method", ""),
        pseudo("a line in the authority", ":authority", "www.example.com\r\nx: y"),
        pseudo("user information", ":authority", "a@www.example.com"),
        pseudo("a path in the authority", ":authority", "www.example.com/x"),
        pseudo("a space in the authority", ":authority", "www.example.com x"),
        pseudo("an empty authority", ":authority", ""),
        pseudo("another scheme", ":scheme", "ftp"),
        pseudo("a line in the scheme", ":scheme", "https\r\nx: y"),
        pseudo("an empty scheme", ":scheme", ""),
        with("two paths", ":path", "/b"),
        with("two methods", ":method", "GET"),
        with("two authorities", ":authority", "www.example.com"),
        with("two schemes", ":scheme", "https"),
        with("an unknown pseudo-header", ":x", "y"),
        with("a status", ":status", "200"),
        with("a protocol without CONNECT", ":protocol", "websocket"),
        with("a late pseudo-header", "x-a", "b", ":path", "/b"),
        head("no method", ":scheme", "https", ":path", "/", ":authority", "www.example.com"),
        head("no path", ":method", "GET", ":scheme", "https", ":authority", "www.example.com"),
        head("no scheme", ":method", "GET", ":path", "/", ":authority", "www.example.com"),
        head("no authority", ":method", "GET", ":scheme", "https", ":path", "/"),
        with("another Host", "host", "other.example.com"),
        with("two Hosts", "host", "www.example.com", "host", "www.example.com"),
        with("connection", "connection", "close"),
        with("connection that names a field", "connection", "content-length"),
        with("keep-alive", "keep-alive", "timeout=5"),
        with("proxy-connection", "proxy-connection", "keep-alive"),
        with("transfer-encoding", "transfer-encoding", "chunked"),
        with("another coding", "transfer-encoding", "identity"),
        with("upgrade", "upgrade", "websocket"),
        with("te", "te", "trailers, chunked"),
        with("two lengths", "content-length", "0", "content-length", "5"),
        with("the same length twice", "content-length", "5", "content-length", "5"),
        with("a list of lengths", "content-length", "5, 5"),
        with("a signed length", "content-length", "+5"),
        with("a negative length", "content-length", "-5"),
        with("a hexadecimal length", "content-length", "0x5"),
        with("an empty length", "content-length", ""),
        with("a length in words", "content-length", "five"),
        with("a huge length", "content-length", "99999999999999999999"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badHeads")
  void aBadHeadOfHttp2ReachesNoOrigin(String what, String[] fields) throws Exception {
    for (Protocol out : Protocol.values()) {
      serve(out);
      for (boolean isLast : new boolean[] {true, false}) {
        try (RawHttp2Client client = new RawHttp2Client(edge)) {
          client.fields(1, isLast, fields);
          assertThat(outcome(client)).as(what).matches("4\\d\\d|reset|goaway");
          assertUnseen(what);
        }
      }
    }
  }

  /** The status of the response, or the frame that comes in its place. */
  private static String outcome(RawHttp2Client client) throws IOException {
    while (true) {
      RawHttp2Client.Frame frame = client.next();
      switch (frame.type()) {
        case RawHttp2Client.HEADERS -> {
          return String.valueOf(client.decode(frame).status());
        }
        case RawHttp2Client.RST_STREAM -> {
          return "reset";
        }
        case RawHttp2Client.GOAWAY -> {
          return "goaway";
        }
        default -> {}
      }
    }
  }

  /** What comes on a stream after a good head with a length of 5. */
  interface Body {
    void send(RawHttp2Client client) throws IOException;
  }

  private static Arguments body(String what, Body body) {
    return Arguments.of(what, body);
  }

  static Stream<Arguments> badBodies() {
    return Stream.of(
        body("less DATA than its length", client -> client.data(1, true, "abc")),
        body("no DATA", client -> client.data(1, true, "")),
        body("more DATA than its length", client -> client.data(1, true, "abcdef")),
        body("a request behind its length", client -> client.data(1, true, "abcde" + SMUGGLED)),
        body(
            "more DATA in another frame",
            client -> {
              client.data(1, false, "abc");
              client.data(1, true, "def");
            }),
        body(
            "trailers too early",
            client -> {
              client.data(1, false, "abc");
              client.fields(1, true, "x-a", "b");
            }),
        body(
            "trailers with a pseudo-header",
            client -> {
              client.data(1, false, "abcd");
              client.fields(1, true, ":path", "/b");
            }),
        body(
            "trailers with a line",
            client -> {
              client.data(1, false, "abcd");
              client.fields(1, true, "x-a", "b\r\n\r\n" + SMUGGLED);
            }),
        body(
            "trailers in upper case",
            client -> {
              client.data(1, false, "abcd");
              client.fields(1, true, "X-A", "b");
            }),
        body(
            "a second head",
            client -> {
              client.data(1, false, "abcd");
              client.fields(1, false, "x-a", "b");
            }),
        body(
            "a reset",
            client -> {
              client.data(1, false, "abcd");
              client.reset(1);
            }),
        body(
            "DATA on a stream that is not open",
            client -> {
              client.data(1, false, "abcd");
              client.frame(RawHttp2Client.DATA, 0, 7, Unpooled.buffer().writeInt(0));
            }));
  }

  /** The head may be on its way then; but the request is never complete. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("badBodies")
  void aBadBodyOfHttp2IsNoCompleteRequestOfAnOrigin(String what, Body body) throws Exception {
    String[] fields = {
      ":method",
      "POST",
      ":scheme",
      "https",
      ":path",
      "/",
      ":authority",
      "www.example.com",
      "content-length",
      "5"
    };
    List<String> ends = Collections.synchronizedList(new ArrayList<>());
    try (TestOrigin reading =
            new TestOrigin((head, in, out) -> {
              ends.add(in.readNBytes(5).length < 5 ? "cut off" : "complete");
              return false;
            });
        RawHttp2Origin streams =
            RawHttp2Origin.answering((connection, request) -> ends.add("complete"));
        RawHttp2Client one = new RawHttp2Client(edge);
        RawHttp2Client two = new RawHttp2Client(edge)) {
      edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(reading.port())));
      one.fields(1, false, fields);
      Eventually.await("the head is there", reading::hasHeads);
      body.send(one);
      Eventually.await("the connection has ended", () -> reading.ended() == 1);
      assertThat(ends).as(what).containsOnly("cut off");
      ends.clear();

      edge.serve(
          EdgeHarness.host(
              "www.example.com",
              EdgeHarness.speaking(
                  OriginPolicy.Protocol.HTTP2, EdgeHarness.origin(streams.port()))));
      two.fields(1, false, fields);
      body.send(two);
      edge.nextEntry();
      edge.nextEntry();
      assertThat(ends).as(what).isEmpty();
    }
  }
}
