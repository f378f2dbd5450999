package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.testing.RawHttp2Origin;
import dev.edgekeep.edge.testing.RawHttp2Origin.Connection;
import dev.edgekeep.snapshot.OriginPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers over HTTP/2 that send what they must not: the client gets 502, the event says what was
 * wrong, and other hosts notice nothing.
 */
final class HostileHttp2OriginTest {
  private static final int HEADERS = RawHttp2Client.HEADERS;
  private static final int STREAM = 3;
  private static final String GET = "GET /a HTTP/1.1\r\nHost: www.example.com\r\n\r\n";

  private final EdgeHarness edge = new EdgeHarness();
  private RawHttp2Origin hostile;
  private TestOrigin good;

  @FunctionalInterface
  interface Attack {
    void on(Connection connection) throws IOException;
  }

  @BeforeEach
  void start() throws Exception {
    hostile = new RawHttp2Origin();
    good = TestOrigin.saying("hello");
    edge.serve(
        EdgeHarness.host(
            "www.example.com",
            EdgeHarness.speaking(OriginPolicy.Protocol.HTTP2, EdgeHarness.origin(hostile.port()))),
        EdgeHarness.host("other.example.com", EdgeHarness.origin(good.port())));
  }

  @AfterEach
  void stop() throws Exception {
    hostile.close();
    good.close();
    edge.close();
  }

  private static Arguments attack(String what, String reason, Attack attack) {
    return Arguments.of(what, reason, attack);
  }

  private static Attack answer(String... pairs) {
    return server -> server.headers(STREAM, true, pairs);
  }

  static Stream<Arguments> badResponses() {
    return Stream.of(
        attack("no status", "a response without :status", answer("x-a", "b")),
        attack("two", "more than one :status", answer(":status", "200", ":status", "200")),
        attack("a word", "a response status", answer(":status", "ok")),
        attack("four digits", "a response status", answer(":status", "2000")),
        attack("a sign", "a response status", answer(":status", "+20")),
        attack("101", "the status 101", answer(":status", "101")),
        attack("only 103", "nothing after an interim", answer(":status", "103")),
        attack("a path", "the pseudo-header :path", answer(":status", "200", ":path", "/")),
        attack("late", "a pseudo-header after", answer("x-a", "b", ":status", "200")),
        attack("upper case", "lower case", answer(":status", "200", "X-A", "b")),
        attack("a space", "lower case", answer(":status", "200", "x a", "b")),
        attack("an LF", "a control character", answer(":status", "200", "x-a", "b\nc: d")),
        attack("a NUL", "a control character", answer(":status", "200", "x-a", "b\0c")),
        attack("white space", "white space at an end", answer(":status", "200", "x-a", " b")),
        attack("no name", "without a name", answer(":status", "200", "", "b")),
        attack("connection", "the field connection", answer(":status", "200", "connection", "x")),
        attack(
            "transfer-encoding",
            "the field transfer-encoding",
            answer(":status", "200", "transfer-encoding", "chunked")),
        attack("upgrade", "the field upgrade", answer(":status", "200", "upgrade", "h2c")),
        attack("keep-alive", "the field keep-alive", answer(":status", "200", "keep-alive", "1")),
        attack(
            "two lengths",
            "ontent-",
            answer(":status", "200", "content-length", "0", "content-length", "1")),
        attack(
            "a length",
            "a Content-Length without",
            answer(":status", "200", "content-length", "5")),
        attack("a bad length", "ontent-", answer(":status", "200", "content-length", "-1")),
        attack("DATA first", "a body before its head", server -> server.data(STREAM, true, "x")),
        attack(
            "many interims",
            "too many interim responses",
            server -> {
              for (int i = 0; i < 40; i++) {
                server.headers(STREAM, false, ":status", "103");
              }
            }),
        attack(
            "a large head",
            "eader",
            server -> server.headers(STREAM, true, ":status", "200", "x-a", "b".repeat(100_000))),
        attack(
            "a huge head",
            "eader",
            server -> server.headers(STREAM, true, ":status", "200", "x-a", "b".repeat(2_000_000))),
        attack("RST_STREAM", "RST_STREAM INTERNAL_ERROR", server -> server.reset(STREAM, 2)),
        attack(
            "GOAWAY",
            "GOAWAY ENHANCE_YOUR_CALM, too_many_pings",
            server -> {
              server.goAway(STREAM, 11, "too_many_pings");
              server.close();
            }),
        attack("closed", "it closed the connection without an answer", Connection::close),
        attack(
            "a push",
            "a push, though pushes are disabled",
            server ->
                server.frame(
                    RawHttp2Origin.PUSH_PROMISE,
                    RawHttp2Origin.END_HEADERS,
                    STREAM,
                    Unpooled.buffer().writeInt(2).writeByte(0x82))),
        attack(
            "an unknown stream",
            "HTTP/2 does not allow",
            server -> server.headers(9, true, ":status", "200")),
        attack(
            "an even stream",
            "HTTP/2 does not allow",
            server -> server.headers(2, true, ":status", "200")),
        attack(
            "a large frame",
            "HTTP/2 does not allow",
            server -> server.data(STREAM, false, "x".repeat(20_000))),
        attack(
            "a bad window",
            "HTTP/2 does not allow",
            server -> {
              server.window(0, Integer.MAX_VALUE);
              server.window(0, Integer.MAX_VALUE);
            }),
        attack("bad settings", "HTTP/2 does not allow", server -> server.settings(4, -1)),
        attack(
            "bad HPACK",
            "HTTP/2 does not allow",
            server ->
                server.frame(
                    RawHttp2Origin.HEADERS,
                    RawHttp2Origin.END_HEADERS,
                    STREAM,
                    Unpooled.buffer().writeByte(0xff).writeInt(-1))),
        attack("many PINGs", "frames without use, at last PING", flood(RawHttp2Origin.PING, 0, 8)),
        attack(
            "many SETTINGS",
            "frames without use, at last SETTINGS",
            flood(RawHttp2Origin.SETTINGS, 0, 0)),
        attack(
            "many PRIORITYs",
            "frames without use, at last PRIORITY",
            flood(RawHttp2Origin.PRIORITY, STREAM, 5)),
        attack(
            "many unknown frames", "frames without use, at last an unknown", flood(77, STREAM, 5)),
        attack(
            "many CONTINUATIONs",
            "HTTP/2 does not allow",
            server -> {
              server.frame(RawHttp2Origin.HEADERS, 0, STREAM, Unpooled.EMPTY_BUFFER);
              for (int i = 0; i < 100; i++) {
                server.frame(RawHttp2Origin.CONTINUATION, 0, STREAM, Unpooled.EMPTY_BUFFER);
              }
            }),
        attack(
            "a frame between",
            "HTTP/2 does not allow",
            server -> {
              server.frame(RawHttp2Origin.HEADERS, 0, STREAM, Unpooled.EMPTY_BUFFER);
              server.frame(RawHttp2Origin.PING, 0, 0, Unpooled.buffer().writeLong(1));
            }));
  }

  private static Attack flood(int type, int streamId, int length) {
    return server -> {
      for (int i = 0; i < 1_200; i++) {
        ByteBuf payload = Unpooled.buffer().writeZero(length);
        server.frame(type, 0, streamId, payload);
      }
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badResponses")
  void aBadResponseIsABadGatewayWithItsReason(String what, String reason, Attack attack)
      throws Exception {
    try (RawClient client = new RawClient(edge)) {
      client.send(GET);
      Connection server = hostile.connection();
      server.next(RawHttp2Origin.HEADERS);
      attackQuietly(attack, server);
      assertThat(finalResponse(client)).as(what).startsWith("HTTP/1.1 502 ");
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail()).contains(reason);
      client.send("GET / HTTP/1.1\r\nHost: other.example.com\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ").endsWith("hello");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badResponses")
  void aBadResponseIsABadGatewayForClientsOfHttp2(String what, String reason, Attack attack)
      throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.get(1);
      Connection server = hostile.connection();
      server.next(RawHttp2Origin.HEADERS);
      attackQuietly(attack, server);
      String status = String.valueOf(client.decode(client.next(HEADERS)).status());
      while (status.startsWith("1")) {
        status = String.valueOf(client.decode(client.next(HEADERS)).status());
      }
      assertThat(status).as(what).isEqualTo("502");
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail()).contains(reason);
    }
  }

  private static String finalResponse(RawClient client) throws IOException {
    String response = client.response();
    return response.startsWith("HTTP/1.1 1") ? finalResponse(client) : response;
  }

  /** The edge may close before all is written. */
  private static void attackQuietly(Attack attack, Connection server) {
    try {
      attack.on(server);
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|closed).*");
    }
  }

  static Stream<Arguments> cutOff() {
    return Stream.of(
        attack(
            "less than its length",
            "does not match content-length",
            server -> server.data(STREAM, true, "abc")),
        attack(
            "less than its length, with trailers",
            "less of a body",
            server -> server.headers(STREAM, true, "x-a", "b")),
        attack("more than its length", "ontent-", server -> server.data(STREAM, false, "abcdefgh")),
        attack("RST_STREAM", "RST_STREAM CANCEL", server -> server.reset(STREAM, 8)),
        attack("closed", "in the middle of its answer", Connection::close),
        attack("bad trailers", "", server -> server.headers(STREAM, true, ":status", "200")),
        attack(
            "a second head",
            "HTTP/2 does not allow",
            server -> server.headers(STREAM, false, ":status", "200")),
        attack(
            "many empty DATA frames",
            "at last an empty DATA",
            flood(RawHttp2Origin.DATA, STREAM, 0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cutOff")
  void aResponseThatIsCutOffIsCutOffForTheClient(String what, String reason, Attack attack)
      throws Exception {
    try (RawClient client = new RawClient(edge)) {
      client.send(GET);
      Connection server = hostile.connection();
      server.next(RawHttp2Origin.HEADERS);
      server.headers(STREAM, false, ":status", "200", "content-length", "5");
      assertThat(client.head()).as(what).startsWith("HTTP/1.1 200 ");
      attackQuietly(attack, server);
      assertThat(client.rest().length()).isLessThan(5);
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail()).contains(reason);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cutOff")
  void aResponseThatIsCutOffIsResetForClientsOfHttp2(String what, String reason, Attack attack)
      throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.get(1);
      Connection server = hostile.connection();
      server.next(RawHttp2Origin.HEADERS);
      server.headers(STREAM, false, ":status", "200", "content-length", "5");
      assertThat(client.decode(client.next(HEADERS)).status()).as(what).hasToString("200");
      attackQuietly(attack, server);
      assertThat(client.next(RawHttp2Client.RST_STREAM).streamId()).isEqualTo(1);
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail()).contains(reason);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("otherProtocols")
  void aServerThatSpeaksAnotherProtocolIsNamed(String what, String reason, String bytes)
      throws Exception {
    try (RawClient client = new RawClient(edge)) {
      client.send(GET);
      Connection server = hostile.silent();
      server.raw(bytes);
      assertThat(client.response()).as(what).startsWith("HTTP/1.1 502 ");
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail()).contains(reason);
    }
  }

  static Stream<Arguments> otherProtocols() {
    return Stream.of(
        Arguments.of("HTTP/1.1", "an answer in HTTP/1", "HTTP/1.1 400 Bad Request\r\n\r\n"),
        Arguments.of("TLS", "it expects TLS", "\u0015\u0003\u0001\u0000\u0002\u0002F"),
        Arguments.of("SSH", "HTTP/2 does not allow", "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"));
  }

  @Test
  void aMalformedResponseCostsNoOtherStreamOfItsConnection() throws Exception {
    try (RawClient one = new RawClient(edge);
        RawClient two = new RawClient(edge)) {
      one.send(GET);
      Connection server = hostile.connection();
      server.next(RawHttp2Origin.HEADERS);
      two.send(GET);
      server.next(RawHttp2Origin.HEADERS);
      server.headers(STREAM, true, ":status", "ok");
      assertThat(one.response()).startsWith("HTTP/1.1 502 ");
      server.answer(STREAM + 2, "b");
      assertThat(two.head()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aHugeHeaderTableOfTheServerIsNotFilled() throws Exception {
    try (RawHttp2Origin greedy = new RawHttp2Origin(1, 1 << 30);
        RawClient client = new RawClient(edge)) {
      edge.serve(
          EdgeHarness.host(
              "www.example.com",
              EdgeHarness.speaking(
                  OriginPolicy.Protocol.HTTP2, EdgeHarness.origin(greedy.port()))));
      client.send(GET);
      Connection server = greedy.connection();
      server.headers(server.next(RawHttp2Origin.HEADERS).streamId(), true, ":status", "204");
      assertThat(client.head()).startsWith("HTTP/1.1 204 ");
      client.send(GET);
      // A table of another size would be announced first (RFC 7541 §6.3).
      int first = server.next(RawHttp2Origin.HEADERS).payload().charAt(0);
      assertThat(first & 0xe0).isNotEqualTo(0x20);
    }
  }
}
