package dev.edgekeep.snapshot.read;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.CipherSuites;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ForwardPolicy.CertificateHeader;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.TlsPolicy;
import dev.edgekeep.snapshot.TlsPolicy.Version;
import dev.edgekeep.snapshot.read.ReadResult.Read;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentedConfigurationTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  @TempDir Path folder;
  private Read result;
  private Snapshot snapshot;

  @BeforeEach
  void read() {
    ReadResult read = new TestSite(folder).read(TestSite.DOCUMENTED);
    assertThat(read).isInstanceOf(Read.class);
    result = (Read) read;
    snapshot = result.snapshot();
  }

  @Test
  void everyFileIsKnownToWhoeverWatches() {
    assertThat(result.files())
        .extracting(path -> folder.relativize(path).toString())
        .containsExactlyInAnyOrder(
            "edge.yaml",
            "partners-ca.pem",
            "partners.crl",
            "origin-ca.pem",
            "o.pem",
            "o.key",
            "www.pem",
            "www.key",
            "api.pem",
            "edge.pem",
            "edge.key",
            "keyserver-ca.pem",
            "dev.pem",
            "dev.key");
  }

  @Test
  void listenersAndLimitsAreAsWritten() {
    assertThat(snapshot.listeners())
        .containsExactly(
            new Listener(new InetSocketAddress(LOOPBACK, 8443), false, null),
            new Listener(new InetSocketAddress(LOOPBACK, 8080), true, null));
    assertThat(snapshot.admin()).isEqualTo(AdminEndpoint.DEFAULT);
    assertThat(snapshot.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(snapshot.logs()).isEqualTo(Logs.DEFAULT);
  }

  @Test
  void theOriginHasItsServersTimeoutsAndTls() {
    Origin origin = requireNonNull(snapshot.origins().get("app"));
    Origin.Tls tls = requireNonNull(origin.tls());
    assertThat(origin.servers())
        .containsExactly(
            new Origin.Server(false, "127.0.0.1", 9000),
            new Origin.Server(false, "127.0.0.1", 9001));
    assertThat(origin.policy().timeouts().connect()).isEqualTo(Duration.ofSeconds(2));
    assertThat(origin.policy().timeouts().response()).isEqualTo(Duration.ofSeconds(30));
    assertThat(tls.serverName()).isEqualTo("app.internal");
    assertThat(tls.trust()).hasSize(1);
    assertThat(requireNonNull(tls.identity()).chain()).hasSize(1);
  }

  @Test
  void aHostWithoutItsKeyNamesWhoHasIt() {
    KeyServer vault = requireNonNull(snapshot.keyServers().get("vault"));
    assertThat(vault.addresses()).containsExactly(new KeyServer.Address("127.0.0.1", 2407));
    assertThat(requireNonNull(vault.identity()).chain()).hasSize(1);
    assertThat(vault.trust()).hasSize(1);
    assertThat(vault.serverName()).isNull();
    assertThat(vault.timeout()).isEqualTo(Duration.ofSeconds(2));
    Host api = requireNonNull(snapshot.hosts().get(new HostPattern("api.example.com")));
    assertThat(api.certificates().getFirst().key()).isEqualTo(new ServerKey.OnKeyServer(vault));
  }

  @Test
  void hostsHaveTheirCertificatesAndPolicies() {
    Host api = requireNonNull(snapshot.hosts().get(new HostPattern("api.example.com")));
    assertThat(api.certificates().getFirst().leaf().der())
        .isEqualTo(TestCa.encoded(TestSite.API.certificate()));
    assertThat(api.certificates().getFirst().chain()).hasSize(2);
    assertThat(api.clientAuth().mode()).isEqualTo(Mode.REQUEST);
    assertThat(api.clientAuth().cas()).containsExactly(snapshot.clientCas().get("partners"));
    assertThat(api.tls())
        .isEqualTo(new TlsPolicy(Version.TLS_1_2, Version.TLS_1_3, CipherSuites.INTERMEDIATE));
    assertThat(api.https().redirect()).hasValue(308);
    assertThat(requireNonNull(api.https().hsts()).maxAgeSeconds()).isEqualTo(31_536_000);
    assertThat(api.forward().clientCertificate())
        .containsExactly(CertificateHeader.RFC9440, CertificateHeader.VERDICT);
    assertThat(snapshot.hosts().keySet())
        .extracting(HostPattern::name)
        .isEqualTo(List.of("www.example.com", "api.example.com", "*.dev.example.com"));
  }

  @Test
  void nothingIsWarnedOf() {
    assertThat(result.warnings()).isEmpty();
  }
}
