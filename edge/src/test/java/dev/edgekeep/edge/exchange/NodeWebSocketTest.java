package dev.edgekeep.edge.exchange;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.clientCa;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.config.logs.LogTarget;
import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.edge.NodeOptions;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.testing.EdgeClients;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.RecordingEvents;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.path.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets of the JDK's client through a whole node, with client certificates. */
final class NodeWebSocketTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final int CANCEL = 8;

  @TempDir private Path folder;

  private final TestCa serverRoot = TestCa.root("Server root", KeyType.P_256);
  private final TestCa root = TestCa.root("Client root", KeyType.P_256);
  private final ClientCa partners = clientCa("partners", root.certificate());
  private final Credential server = serverRoot.issue(Leaf.server("www.example.com", "localhost"));
  private final Credential client = root.issue(Leaf.client("client"));
  private final Credential other = root.issue(Leaf.client("other"));
  private final EdgeClients clients = new EdgeClients(serverRoot.certificate());
  private final RecordingEvents events = new RecordingEvents();
  private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
  private final List<HttpClient> opened = new ArrayList<>();
  private TestOrigin origin;
  private EdgeNode node;

  @BeforeEach
  void start() throws IOException {
    origin = new TestOrigin(WebSocketEcho::answer);
    NodeOptions options = new NodeOptions("test", 2, () -> Instant.now().plus(later.get()), events);
    node = EdgeNode.start(snapshot(Mode.REQUIRE, partners), options);
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
    origin.close();
    // Not close(): that waits for WebSockets that a test has left open.
    opened.forEach(HttpClient::shutdownNow);
  }

  private HttpClient http(Credential credential) throws Exception {
    HttpClient http = clients.http2(credential);
    opened.add(http);
    return http;
  }

  @Test
  void messagesGoBothWaysUntilItIsClosed() throws Exception {
    HttpClient http = http(client);
    Received received = new Received();
    WebSocket socket = open(http, received);
    socket.sendText("hello", true).join();
    assertThat(received.next()).isEqualTo("text hello");
    socket.sendBinary(ByteBuffer.allocate(1_000_000), true).join();
    assertThat(received.next()).isEqualTo("binary 1000000");
    socket.sendPing(ByteBuffer.wrap(new byte[] {1, 2, 3})).join();
    assertThat(received.next()).isEqualTo("pong 3");
    assertThat(metrics()).contains("edgekeep_tunnels 1.0");
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
    assertThat(received.next()).isEqualTo("close 1000 bye");
    Eventually.await("the tunnel's end", () -> metrics().contains("edgekeep_tunnels 0.0"));
    node.close();
    assertThat(Files.readAllLines(accessLog()))
        .singleElement()
        .asString()
        .contains("\"status\":101", "\"verdict\":\"verified\"", "\"outcome\":\"complete\"")
        .contains("\"target\":\"/chat\"");
  }

  @Test
  void aRevokedClientLosesItsWebSocketAtOnceAndOthersKeepTheirs() throws Exception {
    HttpClient http = http(client);
    HttpClient others = http(other);
    Received received = new Received();
    Received receivedByOther = new Received();
    WebSocket socket = open(http, received);
    WebSocket othersSocket = open(others, receivedByOther);
    socket.sendText("hello", true).join();
    assertThat(received.next()).isEqualTo("text hello");
    node.apply(revoking(client));
    assertThat(received.next()).isEqualTo("gone");
    othersSocket.sendText("still here", true).join();
    assertThat(receivedByOther.next()).isEqualTo("text still here");
    EdgeEvent event = events.next(EdgeEvent.Kind.REQUEST_REFUSED);
    assertThat(event.verdict()).isEqualTo(Verdict.REVOKED);
    assertThat(event.detail()).contains("an open WebSocket was ended");
    assertThatThrownBy(() -> open(http, new Received())).isNotNull();
  }

  @Test
  void aRevokedClientLosesItsStreamOverHttp2() throws Exception {
    SSLSocket tls = clients.socket(node.addresses().getFirst(), "www.example.com", client);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    tls.setSSLParameters(parameters);
    try (RawHttp2Client http2 = new RawHttp2Client(tls, 65_535)) {
      http2.headers(
          1,
          false,
          RawHttp2Client.add(RawHttp2Client.request("CONNECT"), ":protocol", "websocket"));
      assertThat(http2.decode(http2.next(RawHttp2Client.HEADERS)).status()).hasToString("200");
      node.apply(revoking(other));
      // An empty text message, masked.
      http2.data(1, false, "\u0081\u0080\1\2\3\4");
      assertThat(payload(http2, 2)).isEqualTo("\u0081\0");
      node.apply(revoking(client));
      assertThat(http2.next(RawHttp2Client.RST_STREAM).errorCode()).isEqualTo(CANCEL);
      http2.get(3);
      assertThat(http2.response().head().status()).hasToString("403");
    }
  }

  /** The next bytes of a stream, in however many frames they come. */
  private static String payload(RawHttp2Client http2, int length) throws IOException {
    StringBuilder payload = new StringBuilder();
    while (payload.length() < length) {
      payload.append(http2.next(RawHttp2Client.DATA).payload());
    }
    return payload.toString();
  }

  @Test
  void aClientWhoseCaCountsNoMoreLosesItsWebSocket() throws Exception {
    HttpClient http = http(client);
    Received received = new Received();
    WebSocket socket = open(http, received);
    TestCa another = TestCa.root("Another root", KeyType.P_256);
    node.apply(snapshot(Mode.REQUIRE, clientCa("partners", another.certificate())));
    assertThat(received.next()).isEqualTo("gone");
    assertThat(socket.isInputClosed()).isTrue();
  }

  @Test
  void aClientWhoseCertificateExpiresLosesItsWebSocket() throws Exception {
    HttpClient http = http(client);
    Received received = new Received();
    WebSocket socket = open(http, received);
    later.set(Duration.ofDays(2));
    assertThat(received.next()).isEqualTo("gone");
    assertThat(socket.isInputClosed()).isTrue();
    assertThat(events.next(EdgeEvent.Kind.REQUEST_REFUSED).verdict()).isEqualTo(Verdict.EXPIRED);
  }

  @Test
  void whereCertificatesAreOnlyAskedForItGoesOn() throws Exception {
    node.apply(snapshot(Mode.REQUEST, partners));
    HttpClient http = http(client);
    Received received = new Received();
    WebSocket socket = open(http, received);
    node.apply(
        snapshot(Mode.REQUEST, partners)
            .withRevokedSerials(
                "partners",
                Objects.requireNonNull(Hosts.revoked(partners, client.leaf()).get("partners"))));
    socket.sendText("still here", true).join();
    assertThat(received.next()).isEqualTo("text still here");
  }

  @Test
  void drainingWaitsForItAndClosesItAtTheTimeLimit() throws Exception {
    HttpClient http = http(client);
    Received received = new Received();
    WebSocket socket = open(http, received);
    AtomicReference<Boolean> ended = new AtomicReference<>();
    Thread drain = Thread.ofVirtual().start(() -> ended.set(node.drain()));
    assertThat(received.next()).isEqualTo("gone");
    drain.join();
    assertThat(ended.get()).as("all ended by themselves").isFalse();
    assertThat(socket.isInputClosed()).isTrue();
    node.close();
    assertThat(Files.readString(accessLog())).contains("\"outcome\":\"edge\"");
  }

  private WebSocket open(HttpClient http, Received received) {
    URI uri = URI.create("wss://localhost:" + node.addresses().getFirst().getPort() + "/chat");
    return http.newWebSocketBuilder()
        .buildAsync(uri, received)
        .orTimeout(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  /** The messages that arrive on a WebSocket, one by one. */
  private static final class Received implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private int binary;

    String next() throws InterruptedException {
      String message = messages.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(message).as("a message").isNotNull();
      return message;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean isLast) {
      messages.add("text " + text);
      return WebSocket.Listener.super.onText(socket, text, isLast);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean isLast) {
      binary += data.remaining();
      if (isLast) {
        messages.add("binary " + binary);
      }
      return WebSocket.Listener.super.onBinary(socket, data, isLast);
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
      messages.add("pong " + data.remaining());
      return WebSocket.Listener.super.onPong(socket, data);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      // 1006 is what the client calls an end without a Close frame (RFC 6455 §7.1.5).
      messages.add(status == 1006 ? "gone" : "close " + status + " " + reason);
      return WebSocket.Listener.super.onClose(socket, status, reason);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      messages.add("gone");
    }
  }

  private Snapshot revoking(Credential revoked) {
    return snapshot(Mode.REQUIRE, partners)
        .withRevokedSerials(
            "partners",
            Objects.requireNonNull(Hosts.revoked(partners, revoked.leaf()).get("partners")));
  }

  private Snapshot snapshot(Mode mode, ClientCa ca) {
    Origin app = EdgeHarness.origin(origin.port());
    Map<HostPattern, Host> hosts = new LinkedHashMap<>();
    for (String name : List.of("www.example.com", "localhost")) {
      Host host = Hosts.host(name, auth(mode, ca), app, server);
      hosts.put(host.name(), host);
    }
    Logs logs =
        new Logs(
            new LogTarget.ToFile(accessLog()),
            new LogTarget.ToFile(folder.resolve("events.log").toAbsolutePath()));
    return Snapshot.builder()
        .node(
            new NodeSettings(
                null,
                List.of(new Listener(ANY_PORT, false, null)),
                new AdminEndpoint(ANY_PORT, false),
                null,
                drainingFor(Duration.ofSeconds(1)),
                logs))
        .clientCas(Map.of(ca.name(), ca))
        .origins(Map.of(app.name(), app))
        .hosts(hosts)
        .build();
  }

  private static Limits drainingFor(Duration limit) {
    Limits all = Limits.DEFAULT;
    return new Limits(
        all.handshakeTimeout(),
        all.requestHeaderTimeout(),
        all.idleTimeout(),
        all.tunnelIdleTimeout(),
        limit,
        all.headerBytes(),
        all.maxConcurrentStreams(),
        all.connections(),
        all.connectionsPerAddress());
  }

  private String metrics() {
    InetSocketAddress admin = java.util.Objects.requireNonNull(node.adminAddress());
    URI uri = URI.create("http://127.0.0.1:" + admin.getPort() + "/metrics");
    try (var page = uri.toURL().openStream()) {
      return new String(page.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path accessLog() {
    return folder.resolve("access.log").toAbsolutePath();
  }
}
