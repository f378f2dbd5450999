package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that sends no more still gets what it asked for, and costs nothing when it did not. */
class CloseNotifyTest {
  private static final String GET = "GET /%s HTTP/1.1\r\nHost: www.example.com\r\n\r\n";

  /** Ignores the fields that the edge adds to a chunked response. */
  private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  @TempDir private Path folder;

  private NodeHarness edge;
  private final CountDownLatch clientHasEnded = new CountDownLatch(1);

  /** Ways in which a client says that it sends no more. */
  enum End {
    CLOSE_NOTIFY,
    FIN,
    BOTH;

    void send(SSLSocket socket, Socket tcp) throws IOException {
      if (this != FIN) {
        socket.shutdownOutput();
      }
      if (this != CLOSE_NOTIFY) {
        tcp.shutdownOutput();
      }
    }
  }

  @BeforeEach
  void start() {
    edge = new NodeHarness(folder);
  }

  private NodeHarness serving(TestOrigin origin) {
    return edge.serve(
        null,
        Hosts.host(
            "www.example.com", ClientAuth.OFF, EdgeHarness.origin(origin.port()), edge.server));
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.3,CLOSE_NOTIFY", "TLSv1.3,FIN", "TLSv1.3,BOTH",
    "TLSv1.2,CLOSE_NOTIFY", "TLSv1.2,FIN", "TLSv1.2,BOTH"
  })
  void aRunningResponseIsDelivered(String version, End end) throws Exception {
    try (TestOrigin origin = new TestOrigin(this::events);
        Socket tcp = connect(serving(origin));
        SSLSocket socket = tls(tcp, version)) {
      send(socket, GET.formatted("events"));
      assertThat(TestOrigin.readHead(socket.getInputStream())).startsWith("HTTP/1.1 200 ");
      end.send(socket, tcp);
      clientHasEnded.countDown();
      assertThat(TestOrigin.readChunked(socket.getInputStream())).isEqualTo("onetwo");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      Eventually.await("no connection", edge::hasNoConnection);
    }
    Eventually.await("the log's line", () -> edge.accessLines().size() == 1);
    assertThat(edge.accessLines()).first().asString().contains("\"outcome\":\"complete\"");
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3,CLOSE_NOTIFY", "TLSv1.3,FIN", "TLSv1.2,CLOSE_NOTIFY", "TLSv1.2,FIN"})
  void requestsSentJustBeforeAreAnswered(String version, End end) throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        Socket tcp = connect(serving(origin));
        SSLSocket socket = tls(tcp, version)) {
      send(socket, GET.formatted("1") + GET.formatted("2") + GET.formatted("3"));
      end.send(socket, tcp);
      String answers =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(4);
      Eventually.await("no connection", edge::hasNoConnection);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void anIdleConnectionIsClosedAtOnce(String version) throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        Socket tcp = connect(serving(origin));
        SSLSocket socket = tls(tcp, version)) {
      send(socket, GET.formatted("1"));
      assertThat(TestOrigin.readHead(socket.getInputStream())).startsWith("HTTP/1.1 200 ");
      assertThat(socket.getInputStream().readNBytes(5)).hasSize(5);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      Eventually.await("no connection", edge::hasNoConnection);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: www.example.com\r\nContent-Length: 9\r\n\r\nhalf",
        "GET / HTTP/1.1\r\nHost: www.exam"
      })
  void halfARequestIsGivenUp(String half) throws Exception {
    try (TestOrigin origin =
            new TestOrigin((head, in, out) -> {
              in.readNBytes(9);
              return false;
            });
        Socket tcp = connect(serving(origin));
        SSLSocket socket = tls(tcp, "TLSv1.3")) {
      send(socket, half);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      Eventually.await("no connection", edge::hasNoConnection);
      if (half.startsWith("POST")) {
        Eventually.await("the origin's end", () -> origin.ended() == 1);
      }
    }
  }

  @Test
  void bytesAfterACloseNotifyAreIgnored() throws Exception {
    try (TestOrigin origin = new TestOrigin(this::events);
        Socket tcp = connect(serving(origin));
        SSLSocket socket = tls(tcp, "TLSv1.3")) {
      send(socket, GET.formatted("events"));
      assertThat(TestOrigin.readHead(socket.getInputStream())).startsWith("HTTP/1.1 200 ");
      socket.shutdownOutput();
      tcp.getOutputStream().write(new byte[300_000]);
      clientHasEnded.countDown();
      assertThat(TestOrigin.readChunked(socket.getInputStream())).isEqualTo("onetwo");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3,CLOSE_NOTIFY", "TLSv1.3,FIN", "TLSv1.2,CLOSE_NOTIFY"})
  void aRunningResponseIsDeliveredOverHttp2(String version, End end) throws Exception {
    try (TestOrigin origin = new TestOrigin(this::events);
        Socket tcp = connect(serving(origin));
        SSLSocket socket = tls(tcp, version, "h2");
        RawHttp2Client http2 = new RawHttp2Client(socket, 65_535)) {
      http2.get(1);
      http2.headers(3, false, RawHttp2Client.request("POST"));
      assertThat(http2.decode(http2.next(RawHttp2Client.HEADERS)).status()).hasToString("200");
      end.send(socket, tcp);
      assertThat(http2.next(RawHttp2Client.RST_STREAM).streamId()).isEqualTo(3);
      assertThat(http2.next(RawHttp2Client.GOAWAY).errorCode()).isZero();
      clientHasEnded.countDown();
      StringBuilder body = new StringBuilder();
      RawHttp2Client.Frame frame;
      do {
        frame = http2.next(RawHttp2Client.DATA);
        body.append(frame.payload());
      } while (!frame.isLast());
      assertThat(body.toString()).endsWith("two");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      Eventually.await("no connection", edge::hasNoConnection);
    }
  }

  /** RFC 9113 §6.9: nobody opens the window of a client that sends no more. */
  @ParameterizedTest
  @CsvSource({
    "65535, true, complete",
    "65535, false, complete",
    "65536, true, client-aborted",
    "65536, false, client-aborted",
    "70000, true, client-aborted",
    "70000, false, client-aborted",
    "1000000, true, client-aborted",
    "1000000, false, client-aborted"
  })
  void aResponseOverHttp2GoesAsFarAsTheWindow(int bytes, boolean isChunked, String outcome)
      throws Exception {
    try (TestOrigin origin = new TestOrigin((head, in, out) -> sized(bytes, isChunked, out));
        Socket tcp = connect(serving(origin));
        SSLSocket socket = tls(tcp, "TLSv1.3", "h2");
        RawHttp2Client http2 = new RawHttp2Client(socket, 65_535)) {
      http2.get(1);
      assertThat(http2.decode(http2.next(RawHttp2Client.HEADERS)).status()).hasToString("200");
      socket.shutdownOutput();
      // So the edge says that it knows.
      assertThat(http2.next(RawHttp2Client.GOAWAY).errorCode()).isZero();
      clientHasEnded.countDown();
      int received = 0;
      RawHttp2Client.Frame frame = http2.next();
      while (frame.type() != RawHttp2Client.RST_STREAM && !frame.isLast()) {
        received += frame.type() == RawHttp2Client.DATA ? frame.payload().length() : 0;
        frame = http2.next();
      }
      received += frame.type() == RawHttp2Client.DATA ? frame.payload().length() : 0;
      assertThat(received).isEqualTo(65_535);
      assertThat(frame.type())
          .isEqualTo(bytes > 65_535 ? RawHttp2Client.RST_STREAM : RawHttp2Client.DATA);
      socket.getInputStream().readAllBytes();
      Eventually.await("no connection", edge::hasNoConnection);
    }
    Eventually.await("the log's line", () -> !edge.accessLines().isEmpty());
    assertThat(edge.accessLines()).hasSize(1);
    assertThat(edge.accessLines()).first().asString().contains("\"outcome\":\"" + outcome + '"');
  }

  /** A body that begins once the client has ended. */
  private boolean sized(int bytes, boolean isChunked, OutputStream out) throws IOException {
    String framing = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: " + bytes;
    out.write(("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
    awaitEnd();
    String body = "x".repeat(bytes);
    String end = isChunked ? "\r\n0\r\n\r\n" : "";
    String start = isChunked ? Integer.toHexString(bytes) + "\r\n" : "";
    out.write((start + body + end).getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return true;
  }

  private void awaitEnd() {
    try {
      assertThat(clientHasEnded.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anIdleHttp2ConnectionIsClosedAtOnce() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        Socket tcp = connect(serving(origin));
        SSLSocket socket = tls(tcp, "TLSv1.3", "h2");
        RawHttp2Client http2 = new RawHttp2Client(socket, 65_535)) {
      http2.get(1);
      assertThat(http2.response().body()).isEqualTo("hello");
      socket.shutdownOutput();
      assertThat(http2.next(RawHttp2Client.GOAWAY).errorCode()).isZero();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      Eventually.await("no connection", edge::hasNoConnection);
    }
  }

  @Test
  void aWebSocketOfAClientThatSendsNoMoreStillGetsWhatTheOriginHasToSay() throws Exception {
    try (TestOrigin origin =
            WebSocketOrigin.switching((head, in, out) -> {
              int length = in.readAllBytes().length;
              WebSocketOrigin.write(out, "got " + length);
              return false;
            });
        Socket tcp = connect(serving(origin));
        SSLSocket socket = tls(tcp, "TLSv1.3")) {
      send(
          socket,
          "GET /chat HTTP/1.1\r\nHost: www.example.com\r\nUpgrade: websocket\r\nConnection:"
              + " Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key:"
              + " dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      assertThat(TestOrigin.readHead(socket.getInputStream())).startsWith("HTTP/1.1 101 ");
      send(socket, "0123456789");
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes())
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo("got 10");
      Eventually.await("no tunnel", () -> edge.hasMetric("edgekeep_tunnels 0.0"));
      Eventually.await("no connection", edge::hasNoConnection);
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3,http/1.1", "TLSv1.2,http/1.1", "TLSv1.3,h2", "TLSv1.2,h2"})
  void aRecordThatCannotBeReadEndsTheConnectionAtOnce(String version, String protocol)
      throws Exception {
    try (TestOrigin origin = TestOrigin.saying("hello");
        Socket tcp = connect(serving(origin));
        SSLSocket socket = tls(tcp, version, protocol)) {
      socket.startHandshake();
      byte[] forged = new byte[5 + 64];
      System.arraycopy(new byte[] {23, 3, 3, 0, 64}, 0, forged, 0, 5);
      tcp.getOutputStream().write(forged);
      Throwable alert = catchThrowable(() -> socket.getInputStream().readAllBytes());
      assertThat(alert).hasMessageContaining("bad_record_mac");
      Eventually.await("no connection", edge::hasNoConnection);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http/1.1", "h2"})
  void aClientThatIsGoneEndsTheOriginsExchange(String protocol) throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (TestOrigin origin =
        new TestOrigin((head, in, out) -> {
          asked.countDown();
          return in.read() >= 0;
        })) {
      Socket tcp = connect(serving(origin));
      SSLSocket socket = tls(tcp, "TLSv1.3", protocol);
      if (protocol.equals("h2")) {
        new RawHttp2Client(socket, 65_535).get(1);
      } else {
        send(socket, GET.formatted("1"));
      }
      assertThat(asked.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      tcp.setSoLinger(true, 0);
      tcp.close();
      Eventually.await("the end of the origin's connection", () -> origin.ended() == 1);
      Eventually.await("the log's line", () -> edge.accessLines().size() == 1);
      assertThat(edge.accessLines()).first().asString().contains("client-aborted");
    }
  }

  /** Says one thing at once, and another when the client has ended. */
  private boolean events(String head, InputStream in, OutputStream out) throws IOException {
    if (head.startsWith("POST")) {
      return in.read() >= 0;
    }
    out.write((HEAD + "3\r\none\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
    awaitEnd();
    out.write("3\r\ntwo\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return true;
  }

  private static Socket connect(NodeHarness node) throws IOException {
    Socket tcp = new Socket(node.address().getAddress(), node.address().getPort());
    tcp.setSoTimeout((int) Eventually.LIMIT.toMillis());
    return tcp;
  }

  private SSLSocket tls(Socket tcp, String version) throws Exception {
    return tls(tcp, version, "http/1.1");
  }

  private SSLSocket tls(Socket tcp, String version, String protocol) throws Exception {
    SSLSocket socket = edge.clients.over(tcp, "www.example.com", edge.client);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static void send(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }
}
