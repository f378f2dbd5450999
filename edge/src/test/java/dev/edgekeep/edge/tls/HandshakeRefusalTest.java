package dev.edgekeep.edge.tls;

import static dev.edgekeep.edge.testing.Hosts.auth;
import static dev.edgekeep.edge.testing.Hosts.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.TlsPolicy;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.OpenSslClient;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever does not come as far as a certificate is told why, and so is the operator (invariants 8
 * and 9).
 */
class HandshakeRefusalTest {
  @TempDir private Path folder;

  private final Credential server =
      TestCa.root("Server root", KeyType.P_256)
          .issue(Leaf.server("www.example.com", "*.dev.example.com"));
  private final Host www = host("www.example.com", auth(Mode.OFF), server);
  private final Host dev = host("*.dev.example.com", auth(Mode.OFF), server);

  @Test
  void anUnknownHostIsRefusedWithUnrecognizedName() {
    try (TlsHarness edge = new TlsHarness(www)) {
      assertThat(client(edge, "other.example.com").get("x", "/").output())
          .contains("unrecognized name");
      assertRefused(edge, "unknown-host", "other.example.com");
    }
  }

  @Test
  void aHostThatRequiresCertificatesOfNoClientCaServesNobody() {
    Host closed = host("www.example.com", auth(Mode.REQUIRE), server);
    Credential client = TestCa.root("Client root", KeyType.P_256).issue(Leaf.client("client"));
    try (TlsHarness edge = new TlsHarness("www.example.com", 60_000, closed)) {
      for (OpenSslClient each :
          List.of(
              client(edge, "www.example.com"),
              client(edge, "www.example.com").presenting(client),
              client(edge, "www.example.com").with("-tls1_2"),
              client(edge, ""))) {
        assertThat(each.get("www.example.com", "/").output()).contains("SSL alert number 49");
        assertThat(assertRefused(edge, "no-client-ca", "www.example.com").detail())
            .contains("no client CA is bound to it");
      }
    }
  }

  @Test
  void aClientThatNamesNoHostIsRefusedUnlessTheListenerHasADefault() {
    try (TlsHarness edge = new TlsHarness(www)) {
      assertThat(client(edge, "").get("x", "/").output()).contains("unrecognized name");
      assertRefused(edge, "no-server-name", null);
    }
    try (TlsHarness edge = new TlsHarness("www.example.com", 60_000, www)) {
      assertThat(client(edge, "").get("x", "/").output()).contains("sni=www.example.com");
    }
  }

  @Test
  void aWildcardCoversOneLabelAndTheExactHostComesFirst() {
    Host exact = host("x.dev.example.com", auth(Mode.OFF), server);
    try (TlsHarness edge = new TlsHarness(www, dev, exact)) {
      assertThat(client(edge, "A.dev.Example.com").get("x", "/").output())
          .contains("sni=a.dev.example.com");
      assertThat(client(edge, "a.b.dev.example.com").get("x", "/").output())
          .contains("unrecognized name");
      assertThat(client(edge, "dev.example.com").get("x", "/").output())
          .contains("unrecognized name");
      assertThat(client(edge, "x.dev.example.com").get("x", "/").output())
          .contains("sni=x.dev.example.com");
    }
  }

  /** Neither the wildcard that covers it nor its earlier configuration serves it. */
  @Test
  void aHostThatIsOutOfServiceIsRefusedAndNoWildcardTakesItsPlace() {
    Host exact = host("x.dev.example.com", auth(Mode.OFF), server);
    String reason = "x.dev.example.com is out of service: origin app cannot be read: cut off";
    try (TlsHarness edge = new TlsHarness(www, dev, exact)) {
      assertThat(client(edge, "x.dev.example.com").get("x", "/").output())
          .contains("sni=x.dev.example.com");
      edge.serve(
          TlsHarness.snapshot(Map.of(), www, dev).withUnavailable(Map.of(exact.name(), reason)));
      assertThat(client(edge, "x.dev.example.com").get("x", "/").output())
          .contains("alert internal error");
      assertThat(assertRefused(edge, "host-unavailable", "x.dev.example.com").detail())
          .contains(reason);
      assertThat(client(edge, "y.dev.example.com").get("x", "/").output())
          .contains("sni=y.dev.example.com");
      edge.serve(TlsHarness.snapshot(Map.of(), www).withUnavailable(Map.of(dev.name(), "damaged")));
      assertThat(client(edge, "y.dev.example.com").get("x", "/").output())
          .contains("alert internal error");
      assertThat(client(edge, "www.example.com").get("x", "/").output())
          .contains("sni=www.example.com");
    }
  }

  @Test
  void aClientOfAnotherProtocolIsRefusedWithNoApplicationProtocol() {
    try (TlsHarness edge = new TlsHarness(www)) {
      assertThat(client(edge, "www.example.com").with("-alpn", "smtp").get("x", "/").output())
          .contains("SSL alert number 120");
      assertRefused(edge, "no-application-protocol", "www.example.com");
      assertThat(
              client(edge, "www.example.com").with("-alpn", "smtp,http/1.1").get("x", "/").output())
          .contains("alpn=http/1.1");
      assertThat(
              client(edge, "www.example.com").with("-alpn", "http/1.1,h2").get("x", "/").output())
          .contains("alpn=h2");
    }
  }

  @Test
  void aVersionThatTheHostDoesNotSpeakIsRefused() {
    TlsPolicy only13 =
        new TlsPolicy(TlsPolicy.Version.TLS_1_3, TlsPolicy.Version.TLS_1_3, List.of());
    TlsPolicy only12 =
        new TlsPolicy(
            TlsPolicy.Version.TLS_1_2, TlsPolicy.Version.TLS_1_2, www.tls().cipherSuites());
    try (TlsHarness edge = new TlsHarness(with(www, only13))) {
      assertThat(client(edge, "www.example.com").with("-tls1_2").get("x", "/").output())
          .contains("alert protocol version");
      assertRefused(edge, "protocol", "www.example.com");
      assertThat(client(edge, "www.example.com").get("x", "/").output())
          .contains("version=TLSv1.3");
      edge.serve(with(www, only12));
      assertThat(client(edge, "www.example.com").with("-tls1_3").get("x", "/").output())
          .contains("alert protocol version");
      assertThat(client(edge, "www.example.com").get("x", "/").output())
          .contains("version=TLSv1.2");
    }
  }

  @Test
  void aClientThatDoesNotTrustTheHostsCertificateLeavesAnEvent() {
    try (TlsHarness edge = new TlsHarness(www)) {
      client(edge, "www.example.com").with("-verify_return_error").get("x", "/");
      assertThat(assertRefused(edge, "client-refused", "www.example.com").detail())
          .contains("does not trust");
    }
  }

  @Test
  void plainHttpIsAnsweredInPlainHttp() throws IOException {
    try (TlsHarness edge = new TlsHarness(www);
        Socket socket = new Socket(edge.address().getAddress(), edge.address().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer)
          .startsWith("HTTP/1.1 400 ")
          .endsWith("\r\n\r\nThis port speaks HTTPS, and the request came in plain HTTP.\r\n");
      int length = Integer.parseInt(answer.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
      assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).hasSize(length);
      assertRefused(edge, "not-tls", null);
    }
  }

  @Test
  void bytesThatAreNoTlsEndTheConnection() throws IOException {
    try (TlsHarness edge = new TlsHarness(www);
        Socket socket = new Socket(edge.address().getAddress(), edge.address().getPort())) {
      socket
          .getOutputStream()
          .write(new byte[] {0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x01, 0x00});
      assertThat(socket.getInputStream().readAllBytes())
          .hasSize(7)
          .startsWith(21, 3, 3, 0, 2, 2, 50);
      assertRefused(edge, "malformed-hello", null);
    }
  }

  @Test
  void aClientThatSaysNothingIsLeftAtTheTimeLimit() throws IOException {
    try (TlsHarness edge = new TlsHarness(null, 2_000, www);
        Socket socket = new Socket(edge.address().getAddress(), edge.address().getPort())) {
      socket.getOutputStream().write(0x16);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertRefused(edge, "timeout", null);
    }
  }

  private OpenSslClient client(TlsHarness edge, String name) {
    return OpenSslClient.of(edge.address(), name, folder);
  }

  private static EdgeEvent assertRefused(TlsHarness edge, String reason, @Nullable String host) {
    EdgeEvent event = edge.events.next(EdgeEvent.Kind.HANDSHAKE_REFUSED);
    assertThat(event.detail()).startsWith(reason + ": ");
    assertThat(event.host()).isEqualTo(host);
    assertThat(event.clientAddress()).isNotNull();
    assertThat(edge.metrics.refusedHandshakes).contains(reason);
    return event;
  }

  private static Host with(Host host, TlsPolicy tls) {
    return new Host(
        host.name(),
        host.certificates(),
        host.clientAuth(),
        tls,
        host.https(),
        host.forward(),
        host.origin());
  }
}
