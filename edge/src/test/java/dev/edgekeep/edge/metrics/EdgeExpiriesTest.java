package dev.edgekeep.edge.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.daemon.metrics.Expiries;
import dev.edgekeep.daemon.metrics.ExpiryMetrics;
import dev.edgekeep.edge.revocation.NoRevocation;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.read.ReadResult;
import dev.edgekeep.snapshot.read.SnapshotReader;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node's snapshot has that ends. */
class EdgeExpiriesTest {
  @TempDir private Path folder;

  @Test
  void everyPartOfASnapshotThatEndsHasAGauge() throws IOException {
    TestCa ca = TestCa.root("CA", KeyType.P_256);
    Instant soon = Instant.now().plus(Duration.ofDays(3));
    TestCa.Leaf names = TestCa.Leaf.server("a.example.com", "b.example.com");
    write("www", ca.issue(names.valid(Instant.now().minusSeconds(60), soon)));
    write("edge", ca.issue(TestCa.Leaf.client("edge-1")));
    Files.writeString(folder.resolve("ca.pem"), ca.pem());
    Files.writeString(folder.resolve("ca.crl"), ca.crlPem(Instant.now().plusSeconds(7_200)));
    List<String> page = page(snapshot());
    assertThat(kinds(page))
        .containsExactlyInAnyOrder(
            "server-certificate a.example.com",
            "client-ca partners",
            "revocation-list partners",
            "identity key server vault",
            "trust key server vault",
            "identity origin app",
            "trust origin app");
    assertThat(page)
        .as("two hosts share one certificate")
        .contains(
            "edgekeep_expiring{days=\"7\",kind=\"server-certificate\"} 1.0",
            "edgekeep_expiring{days=\"1\",kind=\"server-certificate\"} 0.0",
            "edgekeep_expiring{days=\"1\",kind=\"revocation-list\"} 1.0");
  }

  private static List<String> kinds(List<String> page) {
    return page.stream()
        .filter(line -> line.startsWith("edgekeep_expiry_timestamp_seconds"))
        .map(line -> line.replaceAll(".*kind=\"([^\"]*)\".*name=\"([^\"]*)\".*", "$1 $2"))
        .toList();
  }

  private static List<String> page(Snapshot snapshot) {
    PrometheusRegistry registry = new PrometheusRegistry();
    EdgeExpiries source = new EdgeExpiries(() -> snapshot, new NoRevocation());
    ExpiryMetrics.register(
        registry, InstantSource.system(), (Expiries expiries) -> source.addTo(expiries));
    return PrometheusTextFormatWriter.create().toDebugString(registry.scrape()).lines().toList();
  }

  private void write(String name, Credential credential) throws IOException {
    Files.writeString(folder.resolve(name + ".pem"), credential.chainPem());
    Files.writeString(folder.resolve(name + ".key"), credential.keyPem());
  }

  private Snapshot snapshot() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("edge.yaml"),
            """
            version: 1
            listeners: [{address: "127.0.0.1:0"}]
            clientCas:
              partners: {certificates: {file: ca.pem}, revoked: {file: ca.crl}}
            keyServers:
              vault:
                addresses: ["127.0.0.1:2407"]
                identity: {chain: {file: edge.pem}, key: {file: edge.key}}
                trust: {file: ca.pem}
            origins:
              app:
                servers: ["https://127.0.0.1:9000"]
                tls:
                  trust: {file: ca.pem}
                  identity: {chain: {file: edge.pem}, key: {file: edge.key}}
            hosts:
              a.example.com: {certificate: {chain: {file: www.pem}, key: {file: www.key}}, origin: app}
              b.example.com: {certificate: {chain: {file: www.pem}, keyServer: vault}, origin: app}
            """);
    ReadResult read = SnapshotReader.read(file);
    assertThat(read).as(read.toString()).isInstanceOf(ReadResult.Read.class);
    return ((ReadResult.Read) read).snapshot();
  }
}
