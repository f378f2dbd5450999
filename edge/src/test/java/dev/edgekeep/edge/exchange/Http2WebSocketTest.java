package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.accesslog.AccessEntry;
import dev.edgekeep.edge.exchange.RawHttp2Client.Frame;
import dev.edgekeep.testing.Eventually;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WebSockets over HTTP/2: extended CONNECT (RFC 8441), an HTTP/1.1 upgrade towards the origin. */
final class Http2WebSocketTest {
  private static final int NO_ERROR = 0;
  private static final int CANCEL = 8;
  private static final int ENABLE_CONNECT_PROTOCOL = 8;

  private final EdgeHarness edge = new EdgeHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  private EdgeHarness serving(TestOrigin origin) {
    return edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
  }

  private static Http2Headers connect(String... more) {
    Http2Headers headers = RawHttp2Client.request("CONNECT");
    headers.add(":protocol", "websocket");
    headers.add("sec-websocket-version", "13");
    return RawHttp2Client.add(headers, more);
  }

  private static Http2Headers open(RawHttp2Client client, int stream, String... more)
      throws IOException {
    client.headers(stream, false, connect(more));
    Frame head = client.next(RawHttp2Client.HEADERS);
    assertThat(head.isLast()).as("the stream goes on").isFalse();
    return client.decode(head);
  }

  private static String data(RawHttp2Client client, int length) throws IOException {
    StringBuilder data = new StringBuilder();
    while (data.length() < length) {
      data.append(client.next(RawHttp2Client.DATA).payload());
    }
    return data.toString();
  }

  private static String dataToTheEnd(RawHttp2Client client) throws IOException {
    StringBuilder data = new StringBuilder();
    Frame frame;
    do {
      frame = client.next(RawHttp2Client.DATA);
      data.append(frame.payload());
    } while (!frame.isLast());
    return data.toString();
  }

  @Test
  void theSettingsSayThatItCanBeDone() throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      assertThat(client.setting(ENABLE_CONNECT_PROTOCOL)).isEqualTo(1);
    }
  }

  @Test
  void anExtendedConnectIsAnUpgradeForTheOriginAndBytesGoBothWaysAfterIt() throws Exception {
    try (TestOrigin origin = WebSocketOrigin.echoing();
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      Http2Headers head =
          open(
              client,
              1,
              "sec-websocket-protocol",
              "chat",
              "sec-websocket-key",
              "the client has none",
              "client-cert",
              "forged");
      assertThat(head.status()).hasToString("200");
      assertThat(head.get("sec-websocket-protocol")).hasToString("chat");
      assertThat(head.get("sec-websocket-accept")).isNull();
      assertThat(head.get("upgrade")).isNull();
      assertThat(head.get("connection")).isNull();
      assertThat(head.get("content-length")).isNull();
      String asked = origin.nextHead();
      assertThat(asked.lines())
          .startsWith("GET /a HTTP/1.1", "Host: www.example.com")
          .containsOnlyOnce("Upgrade: websocket")
          .containsOnlyOnce("Connection: Upgrade")
          .contains("sec-websocket-version: 13", "sec-websocket-protocol: chat");
      assertThat(asked).doesNotContain("forged").doesNotContain("has none");
      String key = WebSocketOrigin.field(asked, "Sec-WebSocket-Key");
      assertThat(Base64.getDecoder().decode(key)).hasSize(16);
      for (String bytes : new String[] {"hello", "\0\1\2", "GET / HTTP/1.1\r\n\r\n"}) {
        client.data(1, false, bytes);
        assertThat(data(client, bytes.length())).isEqualTo(bytes);
      }
    }
  }

  @Test
  void keysAreNotUsedTwice() throws Exception {
    try (TestOrigin origin = WebSocketOrigin.echoing();
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      open(client, 1);
      open(client, 3);
      assertThat(WebSocketOrigin.field(origin.nextHead(), "Sec-WebSocket-Key"))
          .isNotEqualTo(WebSocketOrigin.field(origin.nextHead(), "Sec-WebSocket-Key"));
    }
  }

  @Test
  void endStreamIsAClosedHalf() throws Exception {
    try (TestOrigin origin =
            WebSocketOrigin.switching((head, in, out) -> {
              WebSocketOrigin.write(out, "got " + in.readAllBytes().length);
              return false;
            });
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      open(client, 1);
      client.data(1, true, "0123456789");
      assertThat(dataToTheEnd(client)).isEqualTo("got 10");
      AccessEntry entry = edge.nextEntry();
      assertThat(entry.outcome()).isEqualTo("complete");
      assertThat(entry.status()).isEqualTo(200);
      assertThat(entry.method()).isEqualTo("GET");
      assertThat(entry.protocol()).isEqualTo("HTTP/2");
      assertThat(entry.requestBytes()).isEqualTo(10);
      assertThat(entry.responseBytes()).isEqualTo(6);
      Eventually.await("no tunnel", () -> edge.metrics.openTunnels.get() == 0);
    }
  }

  @Test
  void theOriginsEndIsEndStreamAndTheClientMayGoOn() throws Exception {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    try (java.net.ServerSocket socket =
            new java.net.ServerSocket(0, 8, java.net.InetAddress.getLoopbackAddress());
        RawHttp2Client client = new RawHttp2Client(edge)) {
      edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(socket.getLocalPort())));
      Thread.ofVirtual()
          .start(() -> {
            try (java.net.Socket peer = socket.accept()) {
              String head = TestOrigin.readHead(peer.getInputStream());
              WebSocketOrigin.write(
                  peer.getOutputStream(), WebSocketOrigin.switchingProtocols(head) + "bye");
              peer.shutdownOutput();
              byte[] rest = peer.getInputStream().readAllBytes();
              received.add(new String(rest, StandardCharsets.US_ASCII));
            } catch (IOException e) {
              received.add(e.toString());
            }
          });
      open(client, 1);
      assertThat(dataToTheEnd(client)).isEqualTo("bye");
      client.data(1, true, "goodbye");
      assertThat(received.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo("goodbye");
      assertThat(edge.nextEntry().outcome()).isEqualTo("complete");
    }
  }

  @Test
  void aResetOfTheStreamBreaksTheOriginsConnection() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (TestOrigin origin =
            WebSocketOrigin.switching((head, in, out) -> {
              try {
                seen.add("end " + in.read());
              } catch (IOException e) {
                seen.add("reset");
              }
              return false;
            });
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      open(client, 1);
      client.reset(1);
      assertThat(seen.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("reset");
      assertThat(edge.nextEntry().outcome()).isEqualTo("client-aborted");
    }
  }

  @Test
  void aBrokenConnectionOfTheOriginResetsTheStreamAndNoOther() throws Exception {
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              if (head.contains("Upgrade")) {
                WebSocketOrigin.write(out, WebSocketOrigin.switchingProtocols(head));
                in.read();
                throw new TestOrigin.Reset();
              }
              WebSocketOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              return true;
            });
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      open(client, 1);
      client.data(1, false, "x");
      assertThat(client.next(RawHttp2Client.RST_STREAM).errorCode()).isEqualTo(CANCEL);
      assertThat(edge.nextEntry().outcome()).isEqualTo("origin-failed");
      client.get(3);
      assertThat(client.response().body()).isEqualTo("ok");
    }
  }

  @Test
  void aClientThatGoesAwayEndsItsTunnels() throws Exception {
    try (TestOrigin origin = WebSocketOrigin.echoing()) {
      try (RawHttp2Client client = new RawHttp2Client(serving(origin))) {
        open(client, 1);
        open(client, 3);
        Eventually.await("two tunnels", () -> edge.metrics.openTunnels.get() == 2);
      }
      Eventually.await("the end of both", () -> origin.ended() == 2);
      Eventually.await("no tunnel", () -> edge.metrics.openTunnels.get() == 0);
    }
  }

  @Test
  void bytesBeforeTheAnswerWaitForIt() throws Exception {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    try (TestOrigin origin =
            WebSocketOrigin.switching((head, in, out) -> {
              received.add(WebSocketOrigin.read(in, 8));
              return false;
            });
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      client.headers(1, false, connect());
      client.data(1, false, "one ");
      client.data(1, true, "two ");
      assertThat(client.decode(client.next(RawHttp2Client.HEADERS)).status()).hasToString("200");
      assertThat(received.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo("one two ");
      assertThat(edge.nextEntry().requestBytes()).isEqualTo(8);
    }
  }

  @Test
  void bytesBeforeARefusalAreDroppedAndNeverPartOfAnotherRequest() throws Exception {
    try (TestOrigin origin =
            TestOrigin.answering("HTTP/1.1 400 No\r\nContent-Length: 2\r\n\r\nno");
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      // The connection to the origin is there already, and could take the bytes at once.
      client.get(1);
      assertThat(client.response().body()).isEqualTo("no");
      assertThat(origin.nextHead()).doesNotContain("Upgrade");
      client.headers(3, false, connect());
      client.data(3, false, "GET /smuggled HTTP/1.1\r\nHost: www.example.com\r\n\r\n");
      RawHttp2Client.Response response = client.response();
      assertThat(response.head().status()).hasToString("400");
      assertThat(response.body()).isEqualTo("no");
      assertThat(client.next(RawHttp2Client.RST_STREAM).errorCode()).isEqualTo(NO_ERROR);
      client.get(5);
      assertThat(client.response().body()).isEqualTo("no");
      assertThat(origin.nextHead()).startsWith("GET /a ").contains("Upgrade");
      assertThat(origin.nextHead()).startsWith("GET /a ").doesNotContain("Upgrade");
      assertThat(origin.hasHeads()).isFalse();
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"200 OK, 502", "204 No Content, 502", "403 Forbidden, 403", "302 Found, 302"})
  void noAnswerButASwitchIsTakenForOne(String status, String told) throws Exception {
    try (TestOrigin origin =
            TestOrigin.answering("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      client.headers(1, false, connect());
      assertThat(client.response().head().status()).hasToString(told);
      Eventually.await("no tunnel", () -> edge.metrics.openTunnels.get() == 0);
    }
  }

  @Test
  void aSwitchWhoseAcceptDoesNotAnswerTheKeyIsABadAnswer() throws Exception {
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              String good = WebSocketOrigin.switchingProtocols(head);
              String key = WebSocketOrigin.field(head, "Sec-WebSocket-Key");
              WebSocketOrigin.write(
                  out,
                  good.replace(WebSocketOrigin.accept(key), WebSocketOrigin.accept("x" + key)));
              return true;
            });
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      client.headers(1, false, connect());
      assertThat(client.response().head().status()).hasToString("502");
      Eventually.await("the end of the origin's connection", () -> origin.ended() == 1);
    }
  }

  @Test
  void aPlainConnectIsRefused() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      client.headers(1, true, RawHttp2Client.request("CONNECT"));
      assertThat(client.response().head().status()).hasToString("405");
      assertThat(origin.hasHeads()).isFalse();
    }
  }

  @Test
  void anotherProtocolIsNotImplemented() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      Http2Headers headers = RawHttp2Client.request("CONNECT");
      client.headers(1, false, RawHttp2Client.add(headers, ":protocol", "connect-udp"));
      assertThat(client.response().head().status()).hasToString("501");
      assertThat(origin.hasHeads()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /a, https, :protocol, websocket",
    "CONNECT, /a, https, content-length, 5",
    "CONNECT, a, https, x-a, b",
    "CONNECT, /a, ftp, x-a, b",
    "CONNECT, /a, https, upgrade, websocket",
  })
  void anImproperExtendedConnectNeverReachesTheOrigin(
      String method, String path, String scheme, String field, String value) throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        RawHttp2Client client = new RawHttp2Client(serving(origin))) {
      Http2Headers headers = RawHttp2Client.request(method).path(path).scheme(scheme);
      if (method.equals("CONNECT")) {
        headers.add(":protocol", "websocket");
      }
      headers.add(field, value);
      client.headers(1, false, headers);
      client.frame(RawHttp2Client.PING, 0, 0, Unpooled.buffer().writeLong(1));
      Frame answer = client.next();
      while (answer.type() != RawHttp2Client.HEADERS
          && answer.type() != RawHttp2Client.RST_STREAM) {
        answer = client.next();
      }
      if (answer.type() == RawHttp2Client.HEADERS) {
        assertThat(client.decode(answer).status()).hasToString("400");
      }
      assertThat(origin.hasHeads()).isFalse();
    }
  }
}
