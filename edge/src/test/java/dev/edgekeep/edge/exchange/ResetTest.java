package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that its peer resets ends quietly, wherever it was: Netty has nothing to say. */
class ResetTest {
  private static final Logger PIPELINES =
      Logger.getLogger("io.netty.channel.DefaultChannelPipeline");

  @TempDir private Path folder;

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          said.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private final CountDownLatch asked = new CountDownLatch(1);
  private TestOrigin origin;
  private NodeHarness edge;

  @BeforeEach
  void start() throws IOException {
    PIPELINES.addHandler(listener);
    origin =
        new TestOrigin((head, in, out) -> {
          if (head.contains("Upgrade")) {
            WebSocketOrigin.write(out, WebSocketOrigin.switchingProtocols(head));
          }
          asked.countDown();
          return in.read() >= 0;
        });
    edge = new NodeHarness(folder);
    edge.serve(
        null,
        Hosts.host(
            "www.example.com", ClientAuth.OFF, EdgeHarness.origin(origin.port()), edge.server));
  }

  @AfterEach
  void stop() throws IOException {
    edge.close();
    origin.close();
    PIPELINES.removeHandler(listener);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0016\u0003\u0001", "GET /"})
  void beforeAndInTheClientHello(String first) throws IOException {
    Socket tcp = connect(edge.address());
    tcp.getOutputStream().write(first.getBytes(StandardCharsets.ISO_8859_1));
    reset(tcp);
    assertNothingSaid();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http/1.1", "h2"})
  void whenIdle(String protocol) throws Exception {
    Socket tcp = connect(edge.address());
    SSLSocket socket = tls(tcp, protocol);
    socket.startHandshake();
    Eventually.await("a connection", () -> edge.hasMetric("edgekeep_connections 1.0"));
    reset(tcp);
    assertNothingSaid();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http/1.1", "h2"})
  void whileARequestIsAnswered(String protocol) throws Exception {
    Socket tcp = connect(edge.address());
    SSLSocket socket = tls(tcp, protocol);
    if (protocol.equals("h2")) {
      new RawHttp2Client(socket, 65_535).get(1);
    } else {
      write(socket, "GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n");
    }
    assertThat(asked.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    reset(tcp);
    assertNothingSaid();
  }

  @Test
  void inATunnel() throws Exception {
    Socket tcp = connect(edge.address());
    SSLSocket socket = tls(tcp, "http/1.1");
    write(
        socket,
        String.join(
            "\r\n",
            "GET / HTTP/1.1",
            "Host: www.example.com",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "",
            ""));
    assertThat(TestOrigin.readHead(socket.getInputStream())).startsWith("HTTP/1.1 101 ");
    reset(tcp);
    assertNothingSaid();
  }

  @Test
  void ofTheAdminServer() throws IOException {
    Socket tcp = connect(edge.adminAddress());
    tcp.getOutputStream().write("GET /".getBytes(StandardCharsets.US_ASCII));
    reset(tcp);
    assertNothingSaid();
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    Socket tcp = new Socket(address.getAddress(), address.getPort());
    tcp.setSoTimeout((int) Eventually.LIMIT.toMillis());
    return tcp;
  }

  private SSLSocket tls(Socket tcp, String protocol) throws Exception {
    SSLSocket socket = edge.clients.over(tcp, "www.example.com", edge.client);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static void write(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static void reset(Socket tcp) throws IOException {
    tcp.setSoLinger(true, 0);
    tcp.close();
  }

  private void assertNothingSaid() {
    Eventually.await("no connection", edge::hasNoConnection);
    edge.close();
    assertThat(said).isEmpty();
  }
}
