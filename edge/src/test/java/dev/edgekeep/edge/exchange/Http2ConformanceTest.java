package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.exchange.RawHttp2Client.Frame;
import dev.edgekeep.edge.exchange.RawHttp2Client.Response;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.testing.Eventually;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of HTTP/2 and their scope (RFC 9113 §5.1, §5.1.1, §8.1.1 to §8.3.1). */
final class Http2ConformanceTest {
  private static final String[] HEAD = {
    ":method", "POST", ":scheme", "https", ":path", "/", ":authority", "www.example.com"
  };

  private final EdgeHarness edge = new EdgeHarness();
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private TestOrigin origin;

  /** Answers GET at once, and others when it may and their body is there. */
  @BeforeEach
  void start() throws Exception {
    origin =
        new TestOrigin((head, in, out) -> {
          if (!head.startsWith("GET")) {
            awaitAnswer();
          }
          if (head.contains("chunked")) {
            TestOrigin.readChunked(in);
          }
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
                  .getBytes(StandardCharsets.US_ASCII));
          return true;
        });
    edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
  }

  @AfterEach
  void stop() throws Exception {
    mayAnswer.countDown();
    origin.close();
    edge.close();
  }

  private void awaitAnswer() {
    try {
      assertThat(mayAnswer.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String[] head(String... more) {
    List<String> fields = new ArrayList<>(Arrays.asList(HEAD));
    fields.addAll(Arrays.asList(more));
    return fields.toArray(String[]::new);
  }

  private static Arguments malformed(String what, String... fields) {
    return Arguments.of(what, fields);
  }

  static Stream<Arguments> malformedHeads() {
    String[] noScheme = {":method", "POST", ":path", "/", ":authority", "www.example.com"};
    String[] noMethod = {":scheme", "https", ":path", "/", ":authority", "www.example.com"};
    String[] noPath = {":method", "POST", ":scheme", "https", ":authority", "www.example.com"};
    String[] noAuthority = {":method", "POST", ":scheme", "https", ":path", "/"};
    String[] late = {
      ":method", "POST", ":scheme", "https", "x-a", "b", ":path", "/", "host", "www.example.com"
    };
    return Stream.of(
        malformed("no :scheme", noScheme),
        malformed("no :method", noMethod),
        malformed("no :path", noPath),
        malformed("no :authority", noAuthority),
        malformed("a late pseudo-header", late),
        malformed("two :path", head(":path", "/b")),
        malformed("two :method", head(":method", "POST")),
        malformed("two :scheme", head(":scheme", "https")),
        malformed("two :authority", head(":authority", "www.example.com")),
        malformed("an unknown pseudo-header", head(":foo", "bar")),
        malformed("a pseudo-header of responses", head(":status", "200")),
        malformed("a space behind a value", head("x-a", "b ")),
        malformed("a tab behind a value", head("x-a", "b\t")),
        malformed("a space before a value", head("x-a", " b")),
        malformed("white space only", head("x-a", " ")),
        malformed("a space behind a cookie", head("cookie", "a=b ")),
        malformed("a list of lengths", head("content-length", "3,3")),
        malformed("a spaced list of lengths", head("content-length", "3, 3")),
        malformed("two lengths", head("content-length", "3", "content-length", "3")),
        malformed("a length that is none", head("content-length", "x")),
        malformed("a signed length", head("content-length", "+3")),
        malformed("an empty length", head("content-length", "")),
        malformed("upper case", head("X-A", "b")),
        malformed("an empty name", head("", "b")),
        malformed("a connection-specific field", head("connection", "x-a")),
        malformed("an upgrade", head("upgrade", "h2c")),
        malformed("a coding", head("te", "gzip")),
        malformed("another Host", head("host", "other.example.com")),
        malformed("a NUL", head("x-a", "b\0")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedHeads")
  void aMalformedRequestEndsItselfOnly(String what, String[] fields) throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.headers(1, false, RawHttp2Client.request("POST"));
      origin.nextHead();
      client.fields(3, false, fields);
      for (int i = 0; i < 300; i++) {
        client.data(3, false, "body in flight");
      }
      client.fields(3, true, "x-trailer", "a");
      assertRefused(client, 3);
      assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).detail()).as(what).isNotEmpty();
      assertThat(origin.hasHeads()).isFalse();
      mayAnswer.countDown();
      client.data(1, true, "");
      assertThat(nextResponse(client, 1)).as("the stream beside it").isEqualTo("hello");
      client.get(5);
      assertThat(client.response().body()).as("the connection goes on").isEqualTo("hello");
    }
  }

  /** The body of the next response, after what is left of a reset stream. */
  private static String nextResponse(RawHttp2Client client, int streamId) throws Exception {
    Frame frame = client.next();
    StringBuilder body = new StringBuilder();
    while (frame.streamId() != streamId || !frame.isLast()) {
      if (frame.type() == RawHttp2Client.HEADERS) {
        assertThat(client.decode(frame).status()).hasToString("200");
      }
      boolean isBody = frame.streamId() == streamId && frame.type() == RawHttp2Client.DATA;
      body.append(isBody ? frame.payload() : "");
      frame = client.next();
    }
    return body.append(frame.payload()).toString();
  }

  /** Answered with 400, and reset where the client has not ended its request. */
  private static void assertRefused(RawHttp2Client client, int streamId) throws Exception {
    boolean isOver = false;
    while (!isOver) {
      Frame frame = client.next();
      assertThat(frame.type()).isNotEqualTo(RawHttp2Client.GOAWAY);
      if (frame.streamId() == streamId) {
        if (frame.type() == RawHttp2Client.HEADERS) {
          assertThat(client.decode(frame).status()).hasToString("400");
        }
        isOver = frame.type() == RawHttp2Client.RST_STREAM || frame.isLast();
      }
    }
  }

  @Test
  void manyMalformedRequestsLeaveTheConnectionsWindowAsItIs() throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      String data = "x".repeat(10_000);
      int streamId = 1;
      for (; streamId < 40; streamId += 2) {
        client.fields(streamId, false, head("x-a", "b "));
        for (int i = 0; i < 10; i++) {
          client.data(streamId, i == 9, data);
        }
        assertRefused(client, streamId);
      }
      client.get(streamId);
      assertThat(client.response().body()).isEqualTo("hello");
    }
  }

  private static void assertReset(RawHttp2Client client, int streamId, Http2Error error)
      throws Exception {
    Frame frame = client.next();
    while (frame.type() != RawHttp2Client.RST_STREAM) {
      if (frame.type() == RawHttp2Client.HEADERS) {
        assertThat(client.decode(frame).status()).hasToString("400");
      }
      frame = client.next();
    }
    assertThat(frame.streamId()).isEqualTo(streamId);
    assertThat(frame.errorCode()).isEqualTo((int) error.code());
    client.get(101);
    assertThat(client.response().body()).as("the connection goes on").isEqualTo("hello");
  }

  private static void assertGoAway(RawHttp2Client client, Http2Error error) throws Exception {
    assertThat(client.next(RawHttp2Client.GOAWAY).errorCode()).isEqualTo((int) error.code());
  }

  @Test
  void headersOnAHalfClosedStreamAreAStreamError() throws Exception {
    for (boolean isLast : new boolean[] {true, false}) {
      try (RawHttp2Client client = new RawHttp2Client(edge)) {
        client.headers(1, true, RawHttp2Client.request("POST"));
        client.fields(1, isLast, "x-a", "b");
        assertReset(client, 1, Http2Error.STREAM_CLOSED);
      }
    }
  }

  @Test
  void dataOnAHalfClosedStreamIsAStreamError() throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.headers(1, true, RawHttp2Client.request("POST"));
      client.data(1, true, "b");
      assertReset(client, 1, Http2Error.STREAM_CLOSED);
    }
  }

  @Test
  void framesOnAStreamThatTheClientResetAreAStreamError() throws Exception {
    for (boolean isData : new boolean[] {true, false}) {
      try (RawHttp2Client client = new RawHttp2Client(edge)) {
        client.headers(1, false, RawHttp2Client.request("POST"));
        client.reset(1);
        if (isData) {
          client.data(1, true, "b");
        } else {
          client.fields(1, true, "x-a", "b");
        }
        assertReset(client, 1, Http2Error.STREAM_CLOSED);
      }
    }
  }

  @Test
  void framesOnAStreamThatHasEndedAreAConnectionError() throws Exception {
    for (boolean isData : new boolean[] {true, false}) {
      try (RawHttp2Client client = new RawHttp2Client(edge)) {
        client.get(1);
        assertThat(client.response().body()).isEqualTo("hello");
        if (isData) {
          client.data(1, true, "b");
        } else {
          client.get(1);
        }
        assertGoAway(client, Http2Error.STREAM_CLOSED);
        assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).detail())
            .contains("STREAM_CLOSED", "stream 1");
      }
    }
  }

  @Test
  void aStreamBelowTheLastIsAConnectionError() throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.get(5);
      assertThat(client.response().body()).isEqualTo("hello");
      client.get(3);
      assertGoAway(client, Http2Error.PROTOCOL_ERROR);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 0})
  void aStreamThatAClientCannotOpenIsAConnectionError(int streamId) throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.get(streamId);
      assertGoAway(client, Http2Error.PROTOCOL_ERROR);
    }
  }

  @Test
  void dataOnAnIdleStreamIsAConnectionError() throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.data(1, true, "b");
      assertGoAway(client, Http2Error.PROTOCOL_ERROR);
    }
  }

  @Test
  void headersInTheMiddleOfARequestAreAStreamError() throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.headers(1, false, RawHttp2Client.request("POST"));
      client.fields(1, false, "x-a", "b");
      assertReset(client, 1, Http2Error.PROTOCOL_ERROR);
    }
  }

  @Test
  void aPseudoHeaderInTrailersIsAStreamError() throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.headers(1, false, RawHttp2Client.request("POST"));
      client.fields(1, true, ":path", "/x");
      assertReset(client, 1, Http2Error.PROTOCOL_ERROR);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"four", "sixsix"})
  void aBodyOfAnotherLengthThanDeclaredIsRefused(String body) throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.headers(1, false, RawHttp2Client.request("POST", "content-length", "5"));
      client.data(1, true, body);
      assertReset(client, 1, Http2Error.PROTOCOL_ERROR);
      assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).detail()).contains("PROTOCOL");
    }
  }

  @Test
  void aStreamAboveTheLimitIsRefusedAloneWithItsBody() throws Exception {
    Limits all = Limits.DEFAULT;
    edge.limits =
        new Limits(
            all.handshakeTimeout(),
            all.requestHeaderTimeout(),
            all.idleTimeout(),
            all.tunnelIdleTimeout(),
            all.drainTimeout(),
            all.headerBytes(),
            1,
            all.connections(),
            all.connectionsPerAddress());
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.headers(1, false, RawHttp2Client.request("POST"));
      client.headers(3, false, RawHttp2Client.request("POST"));
      for (int i = 0; i < 300; i++) {
        client.data(3, false, "body in flight");
      }
      Frame reset = client.next(RawHttp2Client.RST_STREAM);
      assertThat(reset.streamId()).isEqualTo(3);
      assertThat(reset.errorCode()).isEqualTo((int) Http2Error.REFUSED_STREAM.code());
      mayAnswer.countDown();
      client.data(1, true, "");
      assertThat(client.response().body()).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {66_000, 90_000, 130_000, 250_000})
  void aHeadThatIsTooLargeIsAnswered431AndTheConnectionGoesOn(int size) throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.get(1, "x-kept", "in the table");
      assertThat(client.response().body()).isEqualTo("hello");
      client.fields(3, false, head("x-a", "b".repeat(size)));
      Response response = client.response();
      assertThat(response.head().status()).hasToString("431");
      assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).detail()).contains("too large");
      for (int i = 0; i < 300; i++) {
        client.data(3, false, "body in flight");
      }
      client.get(5, "x-kept", "in the table");
      assertThat(client.response().body()).isEqualTo("hello");
      origin.nextHead();
      assertThat(origin.nextHead()).containsIgnoringCase("x-kept: in the table");
    }
  }

  @Test
  void trailersThatAreTooLargeEndTheirRequestOnly() throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.headers(1, false, RawHttp2Client.request("POST"));
      client.fields(1, true, "x-a", "b".repeat(90_000));
      Frame head = client.next(RawHttp2Client.HEADERS);
      assertThat(client.decode(head).status()).hasToString("431");
      assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).detail()).contains("too large");
      client.get(3);
      assertThat(nextResponse(client, 3)).isEqualTo("hello");
    }
  }

  @Test
  void aHeadThatIsFarTooLargeEndsTheConnectionWithAnEvent() throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.frame(RawHttp2Client.HEADERS, 0, 1, Unpooled.wrappedBuffer(new byte[16_384]));
      for (int i = 0; i < 25; i++) {
        client.frame(9, 0, 1, Unpooled.wrappedBuffer(new byte[16_384]));
      }
      assertThat(client.next(RawHttp2Client.GOAWAY).errorCode())
          .isEqualTo((int) Http2Error.ENHANCE_YOUR_CALM.code());
      assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).detail())
          .contains("ENHANCE_YOUR_CALM", "Header size");
    }
  }

  @Test
  void aWellFormedHeadThatIsFarTooLargeIsExcessiveLoadToo() throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.fields(1, true, head("x-a", "b".repeat(edge.limits.headerBytes() + 256 * 1024)));
      assertThat(client.next(RawHttp2Client.GOAWAY).errorCode())
          .isEqualTo((int) Http2Error.ENHANCE_YOUR_CALM.code());
    }
  }

  @Test
  void aHeadOfUselessContinuationsEndsTheConnection() throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.frame(RawHttp2Client.HEADERS, 0, 1, Unpooled.wrappedBuffer(new byte[8]));
      for (int i = 0; i < 40; i++) {
        client.frame(9, 0, 1, Unpooled.EMPTY_BUFFER);
      }
      assertThat(client.next(RawHttp2Client.GOAWAY).errorCode())
          .isEqualTo((int) Http2Error.ENHANCE_YOUR_CALM.code());
    }
  }

  /** Its size is announced before the next head (RFC 7541 §6.3): with the default, it is not. */
  @ParameterizedTest
  @ValueSource(ints = {4_097, 65_536, 1 << 30, -1})
  void aHugeHeaderTableOfTheClientIsNotFilled(int size) throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.frame(RawHttp2Client.SETTINGS, 0, 0, Unpooled.buffer().writeShort(1).writeInt(size));
      client.get(1);
      assertThat(isTableSize(client.next(RawHttp2Client.HEADERS))).isFalse();
    }
  }

  @Test
  void aSmallHeaderTableOfTheClientIsRespected() throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.frame(RawHttp2Client.SETTINGS, 0, 0, Unpooled.buffer().writeShort(1).writeInt(0));
      client.get(1);
      Frame head = client.next(RawHttp2Client.HEADERS);
      assertThat(isTableSize(head)).isTrue();
      assertThat(client.decode(head).status()).hasToString("200");
    }
  }

  private static boolean isTableSize(Frame head) {
    return (head.payload().charAt(0) & 0xe0) == 0x20;
  }
}
