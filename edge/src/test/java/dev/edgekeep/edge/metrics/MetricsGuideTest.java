package dev.edgekeep.edge.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.daemon.logging.LogWriter;
import dev.edgekeep.daemon.metrics.Expiry.Kind;
import dev.edgekeep.daemon.tracing.Traces;
import dev.edgekeep.edge.revocation.ListState;
import dev.edgekeep.edge.revocation.ListStatus;
import dev.edgekeep.edge.revocation.NoRevocation;
import dev.edgekeep.edge.testing.GuidePage;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.path.Verdict;
import dev.edgekeep.x509.pem.PemFiles;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The guide has every metric with its type, and none that does not exist. */
class MetricsGuideTest {
  @Test
  void itHasEveryMetricWithItsType() {
    List<String> documented =
        GuidePage.read("metrics.md").rows("# Metrics and alerts").stream()
            .map(row -> row.codes(0).getFirst() + " " + row.cells().get(1).replaceAll(",.*", ""))
            .toList();
    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            page()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.substring("# TYPE ".length()))
                .toList());
  }

  private static String page() {
    PrometheusRegistry registry = new PrometheusRegistry();
    PrometheusMetrics metrics = new PrometheusMetrics(registry);
    metrics.handshakeCompleted("TLSv1.3", false, Verdict.VERIFIED, 1);
    metrics.handshakeRefused("absent");
    metrics.requestCompleted("HTTP/2", 200, 1);
    metrics.requestRefused("misdirected");
    metrics.snapshotApplied(Instant.EPOCH, 1);
    KeyServerMetrics vault = metrics.keyServer("vault");
    vault.operationBegun();
    vault.operationEnded("done", 1);
    vault.failedOver("late");
    vault.addressFailed("a:1", "late");
    vault.connect("127.0.0.1:2407", true);
    vault.up("127.0.0.1:2407", true);
    metrics.rules(() -> Map.of("clients only", 1L));
    metrics.origins(
        () -> List.of(new OriginServerSample("app", "a:1", true, Map.of("connect", 1L), 1, 0)));
    metrics.expiries(
        InstantSource.system(), all -> all.add(Kind.CLIENT_CA, "partners", "0a", Instant.EPOCH));
    metrics.revocation(new NoRevocation(List.of(list())));
    metrics.feed(() -> new FeedState(true, 1, null));
    Traces unused = new Traces("edge", "1.2.3", registry, warning -> {});
    unused.close();
    metrics.build("1.2.3");
    try (LogWriter log = LogWriter.start("access", (bytes, length) -> {}, 16)) {
      metrics.logs(List.of(log));
      return PrometheusTextFormatWriter.create().toDebugString(registry.scrape());
    }
  }

  private static ListStatus list() {
    String crl = TestCa.root("Root", KeyType.P_256).crlPem(Instant.now().plusSeconds(60));
    ListState state = new ListState(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, 0, null);
    try {
      List<RevocationList> lists =
          PemFiles.revocationLists(crl.getBytes(StandardCharsets.US_ASCII));
      return new ListStatus("partners", "http://crl.example/a", state, lists);
    } catch (CertificateFormatException e) {
      throw new AssertionError(e);
    }
  }
}
