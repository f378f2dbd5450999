package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.snapshot.KeyPin;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.x509.cert.Certificate;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Origins over TLS: who they must be, and who the edge is to them. */
final class OriginTlsTest {
  private static final char[] NO_PASSWORD = new char[0];
  private static final TestCa CA = TestCa.root("Origin CA", KeyType.P_256);

  private final EdgeHarness edge = new EdgeHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  private static TestOrigin origin(Credential identity, boolean needsClient) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "origin", identity.key(), NO_PASSWORD, identity.chain().toArray(X509Certificate[]::new));
    keys.setCertificateEntry("ca", CA.certificate());
    KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
    keyManagers.init(keys, NO_PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
    SSLServerSocket socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
    socket.setNeedClientAuth(needsClient);
    return new TestOrigin(
        socket,
        (head, in, out) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
                  .getBytes(StandardCharsets.US_ASCII));
          return true;
        });
  }

  private String ask(TestOrigin origin, @Nullable String serverName, @Nullable Identity id)
      throws Exception {
    return ask(
        origin, new Origin.Tls(List.of(Hosts.certificate(CA.certificate())), serverName, id));
  }

  private String ask(TestOrigin origin, Origin.Tls tls) throws Exception {
    Origin app =
        new Origin(
            "app",
            List.of(new Origin.Server(true, "127.0.0.1", origin.port())),
            Origin.LoadBalancing.ROUND_ROBIN,
            Eventually.LIMIT,
            Eventually.LIMIT,
            tls);
    edge.serve(EdgeHarness.host("www.example.com", app));
    try (RawClient client = new RawClient(edge)) {
      return client.send("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n").response();
    }
  }

  @ParameterizedTest
  // As a TLS client, BoringSSL offers no Ed25519.
  @EnumSource(names = "ED25519", mode = EnumSource.Mode.EXCLUDE)
  void anOriginIsVerifiedForItsName(KeyType keyType) throws Exception {
    Credential app = CA.issue(TestCa.Leaf.server("app.internal").of(keyType));
    try (TestOrigin origin = origin(app, false)) {
      assertThat(ask(origin, "app.internal", null)).endsWith("hello");
      assertThat(ask(origin, "app.internal", null)).endsWith("hello");
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void anOriginOfAnotherNameIsRefused() throws Exception {
    try (TestOrigin origin = origin(CA.issue(TestCa.Leaf.server("other.internal")), false)) {
      assertThat(ask(origin, "app.internal", null)).startsWith("HTTP/1.1 502 ");
      EdgeEvent event = edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED);
      assertThat(event.detail()).contains("name-mismatch").contains("app.internal");
      assertThat(origin.hasHeads()).isFalse();
    }
  }

  private static KeyPin pin(Credential of) throws Exception {
    return KeyPin.of(
        MessageDigest.getInstance("SHA-256").digest(of.leaf().getPublicKey().getEncoded()));
  }

  @Test
  void aPinnedKeyIsEnoughWithoutTrust() throws Exception {
    Credential unknown = TestCa.root("Another CA", KeyType.P_256).issue(TestCa.Leaf.server("x.y"));
    KeyPin other = pin(CA.issue(TestCa.Leaf.server("app.internal")));
    try (TestOrigin origin = origin(unknown, false)) {
      assertThat(ask(origin, new Origin.Tls(List.of(), null, null, List.of(other, pin(unknown)))))
          .endsWith("hello");
      assertThat(ask(origin, new Origin.Tls(List.of(), null, null, List.of(other))))
          .startsWith("HTTP/1.1 502 ");
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
          .contains("origin-certificate-not-pinned: ", pin(unknown).toString());
      assertThat(origin.hasHeads()).isTrue();
    }
  }

  @Test
  void aPinnedKeyComesOnTopOfTrust() throws Exception {
    Credential app = CA.issue(TestCa.Leaf.server("app.internal"));
    List<Certificate> trust = List.of(Hosts.certificate(CA.certificate()));
    try (TestOrigin origin = origin(app, false)) {
      assertThat(ask(origin, new Origin.Tls(trust, "app.internal", null, List.of(pin(app)))))
          .endsWith("hello");
      assertThat(ask(origin, new Origin.Tls(trust, "x.internal", null, List.of(pin(app)))))
          .startsWith("HTTP/1.1 502 ");
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
          .contains("origin-certificate-name-mismatch: ");
      KeyPin other = pin(CA.issue(TestCa.Leaf.server("app.internal")));
      assertThat(ask(origin, new Origin.Tls(trust, "app.internal", null, List.of(other))))
          .startsWith("HTTP/1.1 502 ");
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
          .contains("origin-certificate-not-pinned: ");
    }
  }

  @Test
  void anOriginOfAnotherCaIsRefused() throws Exception {
    TestCa other = TestCa.root("Another CA", KeyType.P_256);
    try (TestOrigin origin = origin(other.issue(TestCa.Leaf.server("app.internal")), false)) {
      assertThat(ask(origin, "app.internal", null)).startsWith("HTTP/1.1 502 ");
      assertThat(edge.events.next(EdgeEvent.Kind.ORIGIN_FAILED).detail())
          .containsAnyOf("untrusted", "chain-incomplete");
      assertThat(origin.hasHeads()).isFalse();
    }
  }

  @Test
  void theEdgeShowsWhoItIs() throws Exception {
    Credential self = CA.issue(TestCa.Leaf.client("edge"));
    Identity identity =
        new Identity(
            List.of(Hosts.certificate(self.leaf())), new PrivateKeyDer(self.key().getEncoded()));
    try (TestOrigin origin = origin(CA.issue(TestCa.Leaf.server("app.internal")), true)) {
      assertThat(ask(origin, "app.internal", identity)).endsWith("hello");
      assertThat(ask(origin, "app.internal", null)).startsWith("HTTP/1.1 502 ");
    }
  }
}
