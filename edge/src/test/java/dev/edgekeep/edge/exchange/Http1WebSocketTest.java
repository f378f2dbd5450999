package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.accesslog.AccessEntry;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.ForwardPolicy.CertificateHeader;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upgrades over HTTP/1.1 (RFC 9110 §7.8, RFC 6455 §4), and the bytes behind them. */
final class Http1WebSocketTest {
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final String HOST = "Host: www.example.com\r\n";
  private static final String SOCKET_FIELDS =
      "Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\n";
  private static final String UPGRADE =
      "GET /chat?room=1 HTTP/1.1\r\n"
          + HOST
          + "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
          + SOCKET_FIELDS
          + "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
  private static final String FORGED =
      """
      Upgrade: websocket\r
      Client-Cert: :forged:\r
      Client_Cert: forged\r
      Edgekeep-Client-Verdict: verified\r
      X-Forwarded-Client-Cert: forged\r
      """;
  private static final String NEXT = "GET /next HTTP/1.1\r\n" + HOST + "\r\n";

  private final EdgeHarness edge = new EdgeHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  private EdgeHarness serving(TestOrigin origin) {
    return edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
  }

  @Test
  void theUpgradeIsForwardedAndBytesGoBothWaysAfterIt() throws Exception {
    try (TestOrigin origin = WebSocketOrigin.echoing();
        RawClient client = new RawClient(serving(origin))) {
      String answer = client.send(UPGRADE).head();
      assertThat(answer)
          .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
          .containsOnlyOnce("Upgrade: websocket")
          .containsOnlyOnce("Connection: Upgrade")
          .contains("Sec-WebSocket-Accept: " + WebSocketOrigin.accept(KEY))
          .contains("Sec-WebSocket-Protocol: chat")
          .containsIgnoringCase("x-request-id: ")
          .doesNotContainIgnoringCase("content-length")
          .doesNotContainIgnoringCase("transfer-encoding");
      assertThat(origin.nextHead().lines())
          .startsWith("GET /chat?room=1 HTTP/1.1")
          .containsOnlyOnce("Upgrade: websocket")
          .containsOnlyOnce("Connection: Upgrade")
          .contains("Sec-WebSocket-Key: " + KEY)
          .contains("Sec-WebSocket-Version: 13")
          .contains("Sec-WebSocket-Protocol: chat")
          .contains("Sec-WebSocket-Extensions: permessage-deflate")
          .contains("X-Forwarded-For: 127.0.0.1")
          .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).contains("keep-alive"));
      for (String bytes : List.of("hello", "\0\1\2\3", NEXT)) {
        assertThat(client.send(bytes).body(bytes.length())).isEqualTo(bytes);
      }
    }
  }

  @Test
  void anUpgradeIsForwardedWithTheFieldsOfAnyRequest() throws Exception {
    try (TestOrigin origin = WebSocketOrigin.echoing();
        RawClient client = new RawClient(edge)) {
      edge.serve(
          EdgeHarness.host(
              "www.example.com",
              EdgeHarness.origin(origin.port()),
              ClientAuth.Mode.REQUEST,
              new ForwardPolicy(
                  Set.of(CertificateHeader.VERDICT), ForwardPolicy.DEFAULT_CLIENT_ADDRESS, true),
              HttpsPolicy.NONE));
      client.send(UPGRADE.replace("Upgrade: websocket\r\n", FORGED));
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(origin.nextHead())
          .contains("Edgekeep-Client-Verdict: absent")
          .doesNotContain("forged")
          .doesNotContain("verified");
    }
  }

  @Test
  void bytesRightBehindEitherHeadAreNotLost() throws Exception {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              WebSocketOrigin.write(out, WebSocketOrigin.switchingProtocols(head) + "greeting");
              received.add(WebSocketOrigin.read(in, 5));
              return false;
            });
        RawClient client = new RawClient(serving(origin))) {
      client.send(UPGRADE + "early");
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.body(8)).isEqualTo("greeting");
      assertThat(received.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("early");
    }
  }

  @Test
  void aClientThatSendsNoMoreStillGetsWhatTheOriginHasToSay() throws Exception {
    try (TestOrigin origin =
            WebSocketOrigin.switching((head, in, out) -> {
              int length = in.readAllBytes().length;
              WebSocketOrigin.write(out, "got " + length);
              return false;
            });
        RawClient client = new RawClient(serving(origin))) {
      client.send(UPGRADE);
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      client.send("0123456789").socket.shutdownOutput();
      assertThat(client.rest()).isEqualTo("got 10");
      AccessEntry entry = edge.nextEntry();
      assertThat(entry.outcome()).isEqualTo("complete");
      assertThat(entry.requestBytes()).isEqualTo(10);
      assertThat(entry.responseBytes()).isEqualTo(6);
    }
  }

  @Test
  void anOriginThatSendsNoMoreStillGetsWhatTheClientHasToSay() throws Exception {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    try (HalfClosingOrigin origin = new HalfClosingOrigin(received);
        RawClient client =
            new RawClient(
                edge.serve(
                    EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port()))))) {
      client.send(UPGRADE);
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.rest()).as("until the origin's end").isEqualTo("bye");
      client.send("goodbye").socket.shutdownOutput();
      assertThat(received.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo("goodbye");
      assertThat(edge.nextEntry().outcome()).isEqualTo("complete");
    }
  }

  @Test
  void oneEntryATunnelIsLoggedAtItsEnd() throws Exception {
    try (TestOrigin origin = WebSocketOrigin.echoing();
        RawClient client = new RawClient(serving(origin))) {
      client.send(UPGRADE);
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.send("hello").body(5)).isEqualTo("hello");
      Eventually.await("an open tunnel", () -> edge.metrics.openTunnels.get() == 1);
      assertThat(edge.entries).isEmpty();
      client.socket.close();
      AccessEntry entry = edge.nextEntry();
      assertThat(entry.status()).isEqualTo(101);
      assertThat(entry.method()).isEqualTo("GET");
      assertThat(entry.protocol()).isEqualTo("HTTP/1.1");
      assertThat(entry.target()).isEqualTo("/chat?room=1");
      assertThat(entry.requestBytes()).isEqualTo(5);
      assertThat(entry.responseBytes()).isEqualTo(5);
      assertThat(entry.origin()).isEqualTo("127.0.0.1:" + origin.port());
      Eventually.await("no tunnel", () -> edge.metrics.openTunnels.get() == 0);
      Eventually.await("the end of the origin's connection", () -> origin.ended() == 1);
      assertThat(edge.entries).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "400 Bad Request",
        "403 Forbidden",
        "426 Upgrade Required",
        "200 OK",
        "302 Found",
        "503 Later"
      })
  void anyOtherAnswerIsAnOrdinaryOneAndTheConnectionGoesOn(String status) throws Exception {
    String refusal = "HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nno";
    try (TestOrigin origin = TestOrigin.answering(refusal);
        RawClient client = new RawClient(serving(origin))) {
      assertThat(client.send(UPGRADE).response())
          .startsWith("HTTP/1.1 " + status)
          .endsWith("no")
          .doesNotContainIgnoringCase("upgrade:");
      assertThat(client.send(NEXT).response()).startsWith("HTTP/1.1 " + status);
      assertThat(origin.nextHead()).contains("Upgrade: websocket");
      assertThat(origin.nextHead()).startsWith("GET /next ").doesNotContain("Upgrade");
      assertThat(origin.connections()).as("the origin's connection goes on too").isEqualTo(1);
      Eventually.await("no tunnel", () -> edge.metrics.openTunnels.get() == 0);
    }
  }

  @Test
  void aRequestBehindARefusedUpgradeIsServedInItsTurn() throws Exception {
    try (TestOrigin origin =
            TestOrigin.answering("HTTP/1.1 400 No\r\nContent-Length: 2\r\n\r\nno");
        RawClient client = new RawClient(serving(origin))) {
      client.send(UPGRADE + NEXT);
      assertThat(client.response()).startsWith("HTTP/1.1 400 ");
      assertThat(client.response()).startsWith("HTTP/1.1 400 ");
      assertThat(origin.nextHead()).startsWith("GET /chat");
      assertThat(origin.nextHead()).startsWith("GET /next ").contains("X-Forwarded-For: 127.0.0.1");
    }
  }

  @Test
  void aRequestBehindAnUpgradeThatWasTakenIsBytesOfTheTunnel() throws Exception {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    try (TestOrigin origin =
            WebSocketOrigin.switching((head, in, out) -> {
              received.add(WebSocketOrigin.read(in, NEXT.length()));
              return false;
            });
        RawClient client = new RawClient(serving(origin))) {
      client.send(UPGRADE + NEXT);
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(received.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(NEXT);
      assertThat(origin.nextHead()).startsWith("GET /chat");
      assertThat(origin.hasHeads()).isFalse();
    }
  }

  @Test
  void noByteOfTheClientsReachesTheOriginBeforeItHasSwitched() throws Exception {
    BlockingQueue<Integer> ahead = new LinkedBlockingQueue<>();
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              if (head.contains("Upgrade")) {
                // Whatever the client sent behind its head has long come to the edge.
                WebSocketOrigin.write(out, "HTTP/1.1 100 Continue\r\n\r\n");
                ahead.add(in.available());
              }
              WebSocketOrigin.write(out, "HTTP/1.1 426 No\r\nContent-Length: 0\r\n\r\n");
              return true;
            });
        RawClient client = new RawClient(serving(origin))) {
      client.send(UPGRADE + "GET /smuggled HTTP/1.1\r\nHost: internal.example.com\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 100 ");
      assertThat(client.head()).startsWith("HTTP/1.1 426 ");
      assertThat(client.head()).as("judged like any request").startsWith("HTTP/1.1 421 ");
      assertThat(ahead.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isZero();
      assertThat(origin.nextHead()).startsWith("GET /chat");
      assertThat(origin.hasHeads()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        GET / HTTP/1.1\r
        Connection: Upgrade, HTTP2-Settings\r
        Upgrade: h2c\r
        HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r
        """,
        "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: TLS/1.0\r\n",
        "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: xwebsocket\r\n",
        "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket/13\r\n",
        "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade:\r\n",
        "GET / HTTP/1.1\r\nConnection: keep-alive\r\nUpgrade: websocket\r\n",
        "GET / HTTP/1.1\r\nUpgrade: websocket\r\n",
        "GET / HTTP/1.1\r\nConnection: Upgrade\r\n",
        "POST / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 0\r\n",
        "HEAD / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n",
      })
  void anyOtherUpgradeIsAnOrdinaryRequest(String head) throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    try (TestOrigin origin = TestOrigin.answering(answer);
        RawClient client = new RawClient(serving(origin))) {
      assertThat(client.send(head + HOST + SOCKET_FIELDS + "\r\n").head())
          .startsWith("HTTP/1.1 200 ");
      assertThat(origin.nextHead())
          .doesNotContainIgnoringCase("upgrade")
          .doesNotContainIgnoringCase("http2-settings")
          .doesNotContainIgnoringCase("h2c");
      assertThat(client.send(NEXT).head()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void ofSeveralProtocolsOnlyThisOneIsForwarded() throws Exception {
    try (TestOrigin origin = WebSocketOrigin.echoing();
        RawClient client = new RawClient(serving(origin))) {
      client.send(UPGRADE.replace("Upgrade: websocket", "Upgrade: h2c, WebSocket, foo/2"));
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(origin.nextHead()).contains("Upgrade: websocket").doesNotContain("h2c");
    }
  }

  @Test
  void aRequestWithABodyIsNoUpgrade() throws Exception {
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              String body = WebSocketOrigin.read(in, 4);
              WebSocketOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + body);
              return true;
            });
        RawClient client = new RawClient(serving(origin))) {
      String withBody = UPGRADE.replace("\r\n\r\n", "\r\nContent-Length: 4\r\n\r\n") + "body";
      assertThat(client.send(withBody).response()).startsWith("HTTP/1.1 200 ").endsWith("body");
      assertThat(origin.nextHead()).doesNotContainIgnoringCase("upgrade");
    }
  }

  @Test
  void anUpgradeOverHttp10IsIgnored() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        RawClient client = new RawClient(serving(origin))) {
      client.send(UPGRADE.replace("HTTP/1.1", "HTTP/1.0"));
      assertThat(client.response()).startsWith("HTTP/1.1 200 ").endsWith("hello");
      assertThat(origin.nextHead()).doesNotContainIgnoringCase("upgrade");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n"
      })
  void aSwitchToSomethingElseIsABadAnswer(String answer) throws Exception {
    try (TestOrigin origin = TestOrigin.answering(answer);
        RawClient client = new RawClient(serving(origin))) {
      assertThat(client.send(UPGRADE).head()).startsWith("HTTP/1.1 502 ");
      Eventually.await("the end of the origin's connection", () -> origin.ended() == 1);
      Eventually.await("no tunnel", () -> edge.metrics.openTunnels.get() == 0);
    }
  }

  @Test
  void aSwitchThatNobodyAskedForIsABadAnswer() throws Exception {
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              WebSocketOrigin.write(out, WebSocketOrigin.switchingProtocols(head));
              return true;
            });
        RawClient client = new RawClient(serving(origin))) {
      assertThat(client.send(NEXT).head()).startsWith("HTTP/1.1 502 ");
    }
  }

  @Test
  void aConnectionThatWasUpgradedIsNeverUsedForARequest() throws Exception {
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              boolean isUpgrade = head.contains("Upgrade");
              WebSocketOrigin.write(
                  out,
                  isUpgrade
                      ? WebSocketOrigin.switchingProtocols(head)
                      : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
              return !isUpgrade || in.read() < 0;
            });
        RawClient plain = new RawClient(serving(origin));
        RawClient socket = new RawClient(edge)) {
      assertThat(plain.send(NEXT).head()).startsWith("HTTP/1.1 200 ");
      assertThat(socket.send(UPGRADE).head()).startsWith("HTTP/1.1 101 ");
      assertThat(origin.connections()).as("the idle connection was taken").isEqualTo(1);
      assertThat(plain.send(NEXT).head()).startsWith("HTTP/1.1 200 ");
      assertThat(origin.connections()).isEqualTo(2);
      socket.socket.close();
      Eventually.await("the end of the tunnel", () -> origin.ended() == 1);
      assertThat(plain.send(NEXT).head()).startsWith("HTTP/1.1 200 ");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void aResetOfTheClientsIsOneForTheOrigin() throws Exception {
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
        RawClient client = new RawClient(serving(origin))) {
      assertThat(client.send(UPGRADE).head()).startsWith("HTTP/1.1 101 ");
      client.socket.setSoLinger(true, 0);
      client.socket.close();
      assertThat(seen.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("reset");
      assertThat(edge.nextEntry().outcome()).isEqualTo("client-aborted");
    }
  }

  /** Switches, says goodbye, closes its half, and reads on. */
  private static final class HalfClosingOrigin implements AutoCloseable {
    private final java.net.ServerSocket socket =
        new java.net.ServerSocket(0, 8, java.net.InetAddress.getLoopbackAddress());

    HalfClosingOrigin(BlockingQueue<String> received) throws IOException {
      Thread.ofVirtual()
          .start(() -> {
            try (java.net.Socket edge = socket.accept()) {
              String head = TestOrigin.readHead(edge.getInputStream());
              String answer = WebSocketOrigin.switchingProtocols(head) + "bye";
              edge.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
              edge.shutdownOutput();
              byte[] rest = edge.getInputStream().readAllBytes();
              received.add(new String(rest, StandardCharsets.US_ASCII));
            } catch (IOException e) {
              received.add(e.toString());
            }
          });
    }

    int port() {
      return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
