package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.proxyprotocol.HeaderBytes;
import dev.edgekeep.edge.testing.Curl;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.Nginx;
import dev.edgekeep.edge.testing.TestOrigin;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.ForwardPolicy.CertificateHeader;
import dev.edgekeep.snapshot.FromHeader;
import dev.edgekeep.snapshot.FromHeader.Format;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.ProxyProtocol;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.path.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Client certificates that balancers pass on in headers (invariants 1, 3 and 9). */
class ForwardedCertificateTest {
  private static final String REQUIRE = "require.example.com";
  private static final String REQUEST = "request.example.com";
  private static final String OFF = "off.example.com";
  private static final String HERE = "127.0.0.0/8";
  private static final String ELSEWHERE = "203.0.113.0/24";

  @TempDir private Path folder;
  private final TestOrigin origin = new TestOrigin();
  private NodeHarness edge;

  @BeforeEach
  void start() {
    edge = new NodeHarness(folder);
  }

  private void serve(String trust, Format format) {
    FromHeader header = new FromHeader(List.of(AddressRange.parse(trust)), format);
    edge.serve(
        OFF,
        host(REQUIRE, new ClientAuth(Mode.REQUIRE, List.of(edge.partners), 4, header)),
        host(REQUEST, new ClientAuth(Mode.REQUEST, List.of(edge.partners), 4, header)),
        host(OFF, ClientAuth.OFF));
  }

  private Host host(String name, ClientAuth auth) {
    Host host = Hosts.host(name, auth, origin.origin(), edge.server);
    return new Host(
        host.name(),
        host.certificates(),
        auth,
        host.tls(),
        host.https(),
        new ForwardPolicy(
            Set.of(CertificateHeader.RFC9440, CertificateHeader.VERDICT), "X-Forwarded-For", true),
        host.origin());
  }

  @AfterEach
  void stop() {
    edge.close();
    origin.close();
  }

  @Test
  void theCertificateOfTheHeaderIsTheClients() throws Exception {
    serve(HERE, Format.RFC9440);
    try (SSLSocket balancer = connect(REQUIRE, stranger())) {
      assertThat(ask(balancer, REQUIRE, header(edge.client)))
          .startsWith("HTTP/1.1 200")
          .contains("Edgekeep-client-verdict: verified", "Client-cert: " + bytes(edge.client));
    }
    Eventually.await("an access line", () -> !edge.accessLines().isEmpty());
    assertThat(edge.accessLines().getFirst()).contains("\"verdict\":\"verified\"", "\"serial\":");
  }

  @Test
  void whereCertificatesAreRequiredEachRequestNeedsOne() throws Exception {
    serve(HERE, Format.RFC9440);
    Credential stranger = stranger();
    try (SSLSocket balancer = connect(REQUIRE, stranger)) {
      assertThat(ask(balancer, REQUIRE, "")).startsWith("HTTP/1.1 403");
      assertRefused(Verdict.ABSENT);
      assertThat(ask(balancer, REQUIRE, header(stranger))).startsWith("HTTP/1.1 403");
      assertRefused(Verdict.CHAIN_INCOMPLETE);
      assertThat(ask(balancer, REQUIRE, "Client-Cert: :AQID:\r\n")).startsWith("HTTP/1.1 403");
      assertRefused(Verdict.MALFORMED);
      assertThat(ask(balancer, REQUIRE, header(edge.client) + header(edge.client)))
          .startsWith("HTTP/1.1 403");
      assertThat(assertRefused(Verdict.MALFORMED).detail()).contains("more than once");
      assertThat(ask(balancer, REQUIRE, header(edge.client)))
          .as("one bad client does not cost the others their connection")
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aConnectionCarriesTheRequestsOfManyClients() throws Exception {
    serve(HERE, Format.RFC9440);
    Credential other = edge.clientRoot.issue(Leaf.client("other"));
    try (SSLSocket balancer = connect(REQUEST, stranger())) {
      for (int round = 0; round < 2; round++) {
        assertThat(ask(balancer, REQUEST, header(edge.client)))
            .contains("verdict: verified", bytes(edge.client))
            .doesNotContain(bytes(other));
        assertThat(ask(balancer, REQUEST, header(other)))
            .contains("verdict: verified", bytes(other))
            .doesNotContain(bytes(edge.client));
        assertThat(ask(balancer, REQUEST, ""))
            .contains("verdict: absent")
            .doesNotContain("Client-cert");
      }
      edge.revoking(edge.client.leaf());
      serve(HERE, Format.RFC9440);
      assertThat(ask(balancer, REQUEST, header(edge.client)))
          .contains("verdict: revoked")
          .doesNotContain("Client-cert");
      assertThat(ask(balancer, REQUEST, header(other))).contains("verdict: verified");
    }
  }

  @Test
  void aBalancersOwnCertificateNeverCounts() throws Exception {
    serve(HERE, Format.RFC9440);
    try (SSLSocket balancer = connect(REQUEST, edge.client)) {
      assertThat(ask(balancer, REQUEST, "")).contains("verdict: absent");
    }
    try (SSLSocket balancer = connect(REQUIRE, edge.client)) {
      assertThat(ask(balancer, REQUIRE, "")).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void fromAnyOtherAddressTheHeaderIsRemovedAndNeverCounts() throws Exception {
    serve(ELSEWHERE, Format.RFC9440);
    try (SSLSocket client = connect(REQUEST, stranger())) {
      assertThat(ask(client, REQUEST, header(edge.client)))
          .contains("verdict: absent")
          .doesNotContain("Client-cert");
    }
    try (SSLSocket client = connect(REQUIRE, edge.client)) {
      assertThat(ask(client, REQUIRE, header(stranger())))
          .contains("verdict: verified", bytes(edge.client));
    }
    try (SSLSocket client = connect(REQUIRE, stranger())) {
      assertThat(askOrFail(client, REQUIRE, header(edge.client)))
          .as("the handshake needs a certificate of its own")
          .isNull();
    }
    assertThat(edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED).verdict())
        .isEqualTo(Verdict.ABSENT);
  }

  @Test
  void onlyTheFormatOfTheHostCounts() throws Exception {
    serve(HERE, Format.ALB);
    try (SSLSocket balancer = connect(REQUEST, stranger())) {
      assertThat(ask(balancer, REQUEST, header(edge.client)))
          .contains("verdict: absent")
          .doesNotContain("Client-cert");
    }
  }

  @Test
  void aBalancerMayAskForEveryHostThatTrustsIt() throws Exception {
    serve(HERE, Format.RFC9440);
    try (SSLSocket balancer = connect(OFF, stranger())) {
      assertThat(ask(balancer, REQUIRE, header(edge.client))).startsWith("HTTP/1.1 200");
      assertThat(ask(balancer, REQUIRE, "")).startsWith("HTTP/1.1 403");
    }
    serve(ELSEWHERE, Format.RFC9440);
    try (SSLSocket client = connect(OFF, stranger())) {
      assertThat(ask(client, REQUIRE, header(edge.client))).startsWith("HTTP/1.1 421");
    }
  }

  @Test
  void theHeaderCountsNoLongerOnceTheAddressIsNotTrustedAnyMore() throws Exception {
    serve(HERE, Format.RFC9440);
    try (SSLSocket balancer = connect(REQUIRE, stranger())) {
      assertThat(ask(balancer, REQUIRE, header(edge.client))).startsWith("HTTP/1.1 200");
      serve(ELSEWHERE, Format.RFC9440);
      assertThat(ask(balancer, REQUIRE, header(edge.client))).startsWith("HTTP/1.1 403");
      assertRefused(Verdict.ABSENT);
    }
  }

  /** A balancer of TCP connections passes on what its client sends: also forged headers. */
  @ParameterizedTest
  @ValueSource(strings = {HERE, ELSEWHERE})
  void theClientBehindABalancerOfConnectionsPassesOnNoCertificate(String trusted) throws Exception {
    behindBalancerOfConnections();
    serve(trusted, Format.RFC9440);
    try (SSLSocket client = clientOf("203.0.113.7")) {
      assertThat(ask(client, REQUEST, header(edge.client)))
          .contains("verdict: absent", "X-forwarded-for: 203.0.113.7");
    }
  }

  @Test
  void aKnownBalancerBehindABalancerOfConnectionsPassesOnCertificates() throws Exception {
    behindBalancerOfConnections();
    serve(HERE, Format.RFC9440);
    try (SSLSocket client = clientOf("127.0.0.9")) {
      assertThat(ask(client, REQUEST, header(edge.client))).contains("verdict: verified");
    }
  }

  private void behindBalancerOfConnections() throws Exception {
    edge.listening(
        new Listener(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            false,
            new HostPattern(OFF),
            new ProxyProtocol(List.of(AddressRange.parse("127.0.0.0/8")))));
  }

  private SSLSocket clientOf(String address) throws Exception {
    Socket tcp = new Socket(edge.address().getAddress(), edge.address().getPort());
    tcp.getOutputStream()
        .write(HeaderBytes.line("PROXY TCP4 %s 192.0.2.1 1 443".formatted(address)));
    return edge.clients.over(tcp, REQUEST, stranger());
  }

  @Test
  void nginxIsAKnownBalancer() throws Exception {
    serve(HERE, Format.ALB);
    try (Nginx nginx =
        Nginx.http(
            folder,
            " ssl",
            """
            ssl_certificate %s; ssl_certificate_key %s; ssl_verify_client optional_no_ca;
            location / {
              proxy_pass https://127.0.0.1:%d;
              proxy_ssl_server_name on; proxy_ssl_name %s; proxy_set_header Host %s;
              proxy_set_header X-Amzn-Mtls-Clientcert $ssl_client_escaped_cert;
            }
            """
                .formatted(
                    edge.server.chainFile(folder),
                    edge.server.keyFile(folder),
                    edge.address().getPort(),
                    REQUIRE,
                    REQUIRE),
            "")) {
      Curl curl = Curl.of(nginx.address(), folder);
      assertThat(curl.presenting(edge.client).get("https://" + REQUIRE + "/").output())
          .contains(" 200 ", "Edgekeep-client-verdict: verified", bytes(edge.client))
          .doesNotContain("X-amzn");
      assertThat(curl.get("https://" + REQUIRE + "/").output()).contains(" 403 ");
      assertRefused(Verdict.ABSENT);
      assertThat(
              curl.with("-H", "X-Amzn-Mtls-Clientcert: x").get("https://" + REQUIRE + "/").output())
          .contains(" 403 ");
      assertRefused(Verdict.ABSENT);
    }
  }

  private EdgeEvent assertRefused(Verdict verdict) {
    EdgeEvent event = edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED);
    assertThat(event.verdict()).isEqualTo(verdict);
    return event;
  }

  private static Credential stranger() {
    return TestCa.root("Strangers", KeyType.P_256).issue(Leaf.client("stranger"));
  }

  private SSLSocket connect(String name, Credential own) throws Exception {
    return edge.clients.socket(edge.address(), name, own);
  }

  private static String bytes(Credential credential) {
    try {
      return ":" + Base64.getEncoder().encodeToString(credential.leaf().getEncoded()) + ":";
    } catch (CertificateEncodingException e) {
      throw new AssertionError(e);
    }
  }

  private static String header(Credential credential) {
    return "Client-Cert: " + bytes(credential) + "\r\n";
  }

  /** The answer; null when the connection is refused. */
  private static @Nullable String askOrFail(SSLSocket socket, String host, String headers)
      throws IOException {
    try {
      return ask(socket, host, headers);
    } catch (SSLException e) {
      return null;
    }
  }

  private static String ask(SSLSocket socket, String host, String headers) throws IOException {
    String request = "GET / HTTP/1.1\r\nHost: %s\r\n%s\r\n".formatted(host, headers);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder answer = new StringBuilder();
    int length = 0;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      answer.append(line).append('\n');
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    for (int i = 0; i < length; i++) {
      answer.append((char) in.read());
    }
    return answer.toString();
  }
}
