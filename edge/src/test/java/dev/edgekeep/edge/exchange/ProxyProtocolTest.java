package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.proxyprotocol.HeaderBytes;
import dev.edgekeep.edge.testing.Curl;
import dev.edgekeep.edge.testing.EdgeClients;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.TestOrigin;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.ProxyProtocol;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.Processes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Balancers in front of the edge that tell the addresses of their clients. */
class ProxyProtocolTest {
  private static final String NAME = "off.example.com";
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final byte[] VERSION_1 =
      HeaderBytes.line("PROXY TCP4 192.0.2.7 192.0.2.1 50514 443");
  private static final byte[] VERSION_2 = HeaderBytes.of("2111", "c0000207 c0000201 c552 01bb");

  // The places of the listeners in the configuration.
  private static final int TRUSTING = 0;
  private static final int TRUSTING_PLAINTEXT = 1;
  private static final int PLAIN = 2;
  private static final int PLAINTEXT = 3;
  private static final int TRUSTING_OTHERS = 4;

  @TempDir private Path folder;
  private final TestOrigin origin = new TestOrigin();
  private NodeHarness edge;

  @BeforeEach
  void start() {
    ProxyProtocol ours = new ProxyProtocol(List.of(AddressRange.parse("127.0.0.0/8")));
    ProxyProtocol others = new ProxyProtocol(List.of(AddressRange.parse("203.0.113.0/24")));
    HostPattern name = new HostPattern(NAME);
    edge =
        new NodeHarness(folder)
            .listening(
                new Listener(ANY_PORT, false, name, ours),
                new Listener(ANY_PORT, true, null, ours),
                new Listener(ANY_PORT, false, name),
                new Listener(ANY_PORT, true, null),
                new Listener(ANY_PORT, false, name, others));
    serve();
  }

  private void serve() {
    Host host = Hosts.host(NAME, Hosts.auth(Mode.OFF), origin.origin(), edge.server);
    edge.serve(null, host);
  }

  @AfterEach
  void stop() {
    edge.close();
    origin.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theClientOfABalancerIsWhatTheOriginAndTheLogSee(int version) throws Exception {
    String answer = askThrough(TRUSTING, version == 1 ? VERSION_1 : VERSION_2, Integer.MAX_VALUE);
    assertThat(answer).contains("X-forwarded-for: 192.0.2.7\n");
    Eventually.await("an access line", () -> !edge.accessLines().isEmpty());
    assertThat(edge.accessLines().getFirst())
        .contains("\"clientAddress\":\"192.0.2.7\"", "\"clientPort\":50514");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aHeaderIsReadByteByByte(int version) throws Exception {
    assertThat(askThrough(TRUSTING, version == 1 ? VERSION_1 : VERSION_2, 1))
        .contains("X-forwarded-for: 192.0.2.7\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aHeaderMayComeTogetherWithTheClientHello(int version) throws Exception {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(version == 1 ? VERSION_1 : VERSION_2);
    both.writeBytes(clientHello());
    try (Socket socket = connect(TRUSTING)) {
      socket.getOutputStream().write(both.toByteArray());
      assertThat(socket.getInputStream().readNBytes(6)).startsWith(22, 3, 3).endsWith(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"2000,", "2000, 040001ff", "2131, unix", "2100,"})
  void aBalancerThatSpeaksForItselfIsTheClient(String command, String rest) throws Exception {
    String body = rest == null ? "" : rest.equals("unix") ? "2f".repeat(216) : rest;
    assertThat(askThrough(TRUSTING, HeaderBytes.of(command, body), Integer.MAX_VALUE))
        .contains("X-forwarded-for: 127.0.0.1\n");
  }

  @Test
  void anUnknownClientIsTheBalancer() throws Exception {
    assertThat(askThrough(TRUSTING, HeaderBytes.line("PROXY UNKNOWN"), Integer.MAX_VALUE))
        .contains("X-forwarded-for: 127.0.0.1\n");
  }

  @Test
  void aTrustedAddressWithoutAHeaderIsClosed() throws Exception {
    assertThat(answerTo(TRUSTING, clientHello())).isEmpty();
    assertRefused("proxy-header-missing: ");
    assertThat(answerTo(TRUSTING_PLAINTEXT, request())).isEmpty();
    assertRefused("proxy-header-missing: ");
  }

  @Test
  void aMalformedHeaderIsClosed() throws Exception {
    assertThat(answerTo(TRUSTING, HeaderBytes.line("PROXY TCP4 nonsense"))).isEmpty();
    assertRefused("proxy-header-malformed: ");
    assertThat(answerTo(TRUSTING_PLAINTEXT, HeaderBytes.of("2111", "00"))).isEmpty();
    assertRefused("proxy-header-malformed: ");
  }

  @Test
  void aHeaderThatDoesNotComeInTimeIsClosed() throws Exception {
    Limits limits = Limits.builder().handshakeTimeout(Duration.ofMillis(100)).build();
    edge.limiting(limits);
    serve();
    assertThat(answerTo(TRUSTING, Arrays.copyOf(VERSION_2, 12))).isEmpty();
    assertRefused("timeout: ");
  }

  @Test
  void aBalancerThatOnlyConnectsLeavesNoEvent() throws Exception {
    connect(TRUSTING).close();
    try (Socket socket = connect(TRUSTING)) {
      socket.getOutputStream().write('P');
    }
    assertRefused("client-closed: ");
  }

  @Test
  void anUntrustedAddressIsServedAsAPlainClient() throws Exception {
    assertThat(askThrough(TRUSTING_OTHERS, new byte[0], Integer.MAX_VALUE))
        .contains("X-forwarded-for: 127.0.0.1\n");
  }

  @ParameterizedTest(name = "listener {0}, version {1}, pieces of {2}")
  @CsvSource({
    "2, 1, 1000",
    "2, 2, 1000",
    "2, 1, 1",
    "2, 2, 1",
    "3, 1, 1000",
    "3, 2, 1000",
    "3, 1, 1",
    "3, 2, 1",
    "4, 1, 1000",
    "4, 2, 1000"
  })
  void anUnaskedHeaderIsClosedAndToldSo(int listener, int version, int piece) throws Exception {
    byte[] header = version == 1 ? VERSION_1 : VERSION_2;
    try (Socket socket = connect(listener)) {
      write(socket, header, piece);
      assertThat(endOf(socket)).isEmpty();
    }
    assertRefused("proxy-header-unexpected: ").contains("proxyProtocol.trust");
    edge.events.expectNoMore();
  }

  @Test
  void aSecondHeaderIsUnasked() throws Exception {
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    twice.writeBytes(VERSION_2);
    twice.writeBytes(VERSION_1);
    assertThat(answerTo(TRUSTING, twice.toByteArray())).isEmpty();
    EdgeEvent event = edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
    assertThat(event.detail()).startsWith("proxy-header-unexpected: ");
    assertThat(Objects.requireNonNull(event.clientAddress()).getHostString())
        .isEqualTo("192.0.2.7");
  }

  @Test
  void aPlaintextListenerSeesTheClient() throws Exception {
    try (Socket socket = connect(TRUSTING_PLAINTEXT)) {
      socket.getOutputStream().write(VERSION_1);
      socket.getOutputStream().write(request());
      assertThat(new String(endOf(socket), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 421 ");
    }
    EdgeEvent event = edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED);
    assertThat(Objects.requireNonNull(event.clientAddress()).getHostString())
        .isEqualTo("192.0.2.7");
  }

  @Test
  void requestsThatBeginWithTheSameLettersAreServed() throws Exception {
    byte[] patch =
        "PROPFIND / HTTP/1.1\r\nHost: off.example.com\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = connect(PLAINTEXT)) {
      write(socket, patch, 1);
      assertThat(new String(endOf(socket), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 421 ");
    }
  }

  @Test
  void connectionsCountForTheBalancerBeforeTheHeaderAndForTheClientAfterIt() throws Exception {
    edge.limiting(Limits.builder().connectionsPerAddress(1).build());
    serve();
    byte[] other = HeaderBytes.line("PROXY TCP4 192.0.2.8 192.0.2.1 50514 443");
    Socket first = connect(TRUSTING);
    tls(first, VERSION_1, 1000).startHandshake();
    try (SSLSocket second = tls(connect(TRUSTING), other, 1000)) {
      second.startHandshake();
      assertThat(answerTo(TRUSTING, VERSION_1)).isEmpty();
      assertThat(
              edge.hasMetric(
                  "edgekeep_handshakes_refused_total{reason=\"too-many-connections-from-address\"}"
                      + " 1.0"))
          .isTrue();
      first.close();
      Eventually.await("one connection left", () -> edge.hasMetric("edgekeep_connections 1.0"));
      try (SSLSocket again = tls(connect(TRUSTING), VERSION_1, 1000)) {
        again.startHandshake();
      }
    }
    Eventually.await("no connection left", edge::hasNoConnection);
  }

  @Test
  void curlIsAKnownPeer() {
    Processes.Result result =
        Curl.of(edge.address(TRUSTING), folder)
            .with("--haproxy-protocol")
            .get("https://off.example.com/x");
    assertThat(result.output()).contains("HTTP/2 200", "X-forwarded-for: 127.0.0.1");
    assertThat(
            Curl.of(edge.address(PLAIN), folder)
                .with("--haproxy-protocol")
                .get("https://off.example.com/x")
                .status())
        .isNotZero();
    assertRefused("proxy-header-unexpected: ");
  }

  private AbstractStringAssert<?> assertRefused(String reason) {
    EdgeEvent event = edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
    return assertThat(event.detail()).startsWith(reason);
  }

  private static byte[] request() {
    return "GET / HTTP/1.1\r\nHost: off.example.com\r\nConnection: close\r\n\r\n"
        .getBytes(StandardCharsets.US_ASCII);
  }

  private String askThrough(int listener, byte[] header, int piece) throws Exception {
    try (SSLSocket socket = tls(connect(listener), header, piece)) {
      return EdgeClients.exchange(socket, NAME, "/x");
    }
  }

  private SSLSocket tls(Socket tcp, byte[] header, int piece) throws Exception {
    write(tcp, header, piece);
    SSLSocket socket = edge.clients.over(tcp, NAME, edge.client);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(NAME)));
    socket.setSSLParameters(parameters);
    return socket;
  }

  private Socket connect(int listener) throws IOException {
    InetSocketAddress address = edge.address(listener);
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
    return socket;
  }

  private static void write(Socket socket, byte[] bytes, int piece) throws IOException {
    for (int at = 0; at < bytes.length; at += piece) {
      socket.getOutputStream().write(bytes, at, Math.min(piece, bytes.length - at));
    }
  }

  private byte[] answerTo(int listener, byte[] bytes) throws IOException {
    try (Socket socket = connect(listener)) {
      socket.getOutputStream().write(bytes);
      return endOf(socket);
    }
  }

  /** All that still comes; a connection that is reset has no more. */
  private static byte[] endOf(Socket socket) throws IOException {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private static byte[] clientHello() throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer record = ByteBuffer.allocate(32 * 1024);
    engine.wrap(ByteBuffer.allocate(0), record);
    return Arrays.copyOf(record.array(), record.position());
  }
}
