package dev.edgekeep.edge.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.edgekeep.daemon.logging.LogWriter;
import dev.edgekeep.x509.path.Verdict;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrometheusMetricsTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusMetrics metrics = new PrometheusMetrics(registry);

  @Test
  void handshakesAreCountedByVersionResumptionAndVerdict() {
    metrics.handshakeCompleted("TLSv1.3", false, Verdict.VERIFIED, 3_000_000);
    metrics.handshakeCompleted("TLSv1.3", false, Verdict.VERIFIED, 700_000);
    metrics.handshakeCompleted("TLSv1.2", true, Verdict.ABSENT, 100_000);
    assertThat(page())
        .contains(
            "edgekeep_handshakes_total{resumed=\"false\",verdict=\"verified\",version=\"TLSv1.3\"}"
                + " 2.0",
            "edgekeep_handshakes_total{resumed=\"true\",verdict=\"absent\",version=\"TLSv1.2\"}"
                + " 1.0",
            "edgekeep_handshake_seconds_bucket{le=\"0.001\"} 2",
            "edgekeep_handshake_seconds_bucket{le=\"0.005\"} 3",
            "edgekeep_handshake_seconds_count 3");
  }

  @Test
  void requestsAreCountedByProtocolAndStatusClass() {
    metrics.requestCompleted("HTTP/2", 204, 2_000_000);
    metrics.requestCompleted("HTTP/1.1", 503, 2_000_000);
    metrics.requestCompleted("HTTP/1.1", 0, 2_000_000);
    metrics.requestCompleted("gopher", 999, 2_000_000);
    assertThat(page())
        .contains(
            "edgekeep_requests_total{protocol=\"HTTP/2\",status=\"2xx\"} 1.0",
            "edgekeep_requests_total{protocol=\"HTTP/1.1\",status=\"5xx\"} 1.0",
            "edgekeep_requests_total{protocol=\"HTTP/1.1\",status=\"none\"} 1.0",
            "edgekeep_requests_total{protocol=\"other\",status=\"none\"} 1.0",
            "edgekeep_request_seconds_count 4");
  }

  @Test
  void theControlPlaneIsToldTotalsByNamesOfTheirOwn() {
    metrics.handshakeCompleted("TLSv1.3", false, Verdict.VERIFIED, 3_000_000);
    metrics.handshakeCompleted("TLSv1.2", true, Verdict.VERIFIED, 60_000_000_000L);
    metrics.handshakeRefused("unknown-host");
    metrics.requestCompleted("HTTP/2", 204, 1_500_000);
    metrics.keyServer("default/vault").operationBegun();
    metrics.keyServer("default/vault").operationEnded("ok", 400_000);
    assertThat(metrics.totals())
        .containsEntry("handshakes/verified", 2L)
        .containsEntry("handshakeTime/5000", 1L)
        .containsEntry("handshakeTime/inf", 1L)
        .containsEntry("handshakesRefused/unknown-host", 1L)
        .containsEntry("requests/2xx", 1L)
        .containsEntry("requestTime/2500", 1L)
        .containsEntry("keyOperations/ok/default/vault", 1L)
        .containsEntry("keyTime/500/default/vault", 1L)
        .hasSize(8);
  }

  @Test
  void refusalsAreCountedByReasonAndReasonsHaveABound() {
    metrics.handshakeRefused("unknown-host");
    metrics.requestRefused("misdirected");
    for (int i = 0; i < 1_000; i++) {
      metrics.requestRefused("reason-" + i);
    }
    assertThat(page())
        .contains(
            "edgekeep_handshakes_refused_total{reason=\"unknown-host\"} 1.0",
            "edgekeep_requests_refused_total{reason=\"misdirected\"} 1.0",
            "edgekeep_requests_refused_total{reason=\"other\"} 937.0");
  }

  @Test
  void connectionsOriginsSnapshotsLogsAndTheBuildAreTold() {
    metrics.connectionOpened();
    metrics.connectionOpened();
    metrics.connectionClosed();
    metrics.originConnect(true);
    metrics.originConnect(false);
    metrics.snapshotApplied(Instant.ofEpochSecond(1_000), 7);
    metrics.snapshotRefused();
    metrics.build("1.2.3");
    LogWriter log = LogWriter.start("access", (bytes, length) -> {}, 16);
    log.close();
    log.write(json -> {});
    metrics.logs(List.of(log));
    assertThat(page())
        .contains(
            "edgekeep_connections 1.0",
            "edgekeep_connections_opened_total 2.0",
            "edgekeep_origin_connects_total{result=\"connected\"} 1.0",
            "edgekeep_origin_connects_total{result=\"failed\"} 1.0",
            "edgekeep_snapshot_loaded_timestamp_seconds 1000.0",
            "edgekeep_snapshot_hosts 7.0",
            "edgekeep_snapshots_refused_total 1.0",
            "edgekeep_log_lines_dropped_total{log=\"access\"} 1.0",
            "version=\"1.2.3\"");
  }

  @Test
  void keyOperationsAreCountedByKeyServerAndOutcome() {
    KeyServerMetrics vault = metrics.keyServer("vault");
    for (int i = 0; i < 3; i++) {
      vault.operationBegun();
    }
    vault.operationEnded("done", 700_000);
    metrics.keyServer("vault").operationEnded("timeout", 2_000_000_000);
    vault.failedOver("late");
    vault.connect("127.0.0.1:2407", false);
    assertThat(page())
        .contains(
            "edgekeep_key_operations_total{key_server=\"vault\",outcome=\"done\"} 1.0",
            "edgekeep_key_operations_total{key_server=\"vault\",outcome=\"timeout\"} 1.0",
            "edgekeep_key_operations_in_flight{key_server=\"vault\"} 1.0",
            "edgekeep_key_operation_seconds_bucket{key_server=\"vault\",le=\"0.001\"} 1",
            "edgekeep_key_operation_seconds_count{key_server=\"vault\"} 2",
            "edgekeep_key_operation_failovers_total{key_server=\"vault\",reason=\"late\"} 1.0",
            "edgekeep_key_server_connects_total{address=\"127.0.0.1:2407\",key_server=\"vault\",result=\"failed\"}"
                + " 1.0");
  }

  @Test
  void anAddressThatIsNoLongerConfiguredIsNeitherUpNorDown() {
    KeyServerMetrics vault = metrics.keyServer("vault");
    vault.up("127.0.0.1:2407", true);
    vault.up("127.0.0.1:2408", false);
    assertThat(page())
        .contains(
            "edgekeep_key_server_up{address=\"127.0.0.1:2407\",key_server=\"vault\"} 1.0",
            "edgekeep_key_server_up{address=\"127.0.0.1:2408\",key_server=\"vault\"} 0.0");
    vault.forget("127.0.0.1:2408");
    assertThat(page()).contains("127.0.0.1:2407").doesNotContain("127.0.0.1:2408");
  }

  @Test
  void theProcessTellsWhatItUses() {
    assertThat(page())
        .containsPattern("(?m)^process_cpu_seconds_total [0-9.E]+$")
        .containsPattern("(?m)^process_resident_memory_bytes [0-9.E]+$")
        .containsPattern("(?m)^process_start_time_seconds [0-9.E]+$")
        .containsPattern("(?m)^jvm_heap_used_bytes [0-9.E]+$")
        .containsPattern("(?m)^edgekeep_direct_memory_bytes [0-9.E]+$");
  }

  @Test
  void countingAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    countMany(10_000);
    long before = threads.getCurrentThreadAllocatedBytes();
    countMany(10_000);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  private void countMany(int times) {
    KeyServerMetrics vault = metrics.keyServer("vault");
    for (int i = 0; i < times; i++) {
      metrics.handshakeCompleted("TLSv1.3", true, Verdict.VERIFIED, i);
      metrics.requestCompleted("HTTP/2", 200, i);
      metrics.handshakeRefused("timeout");
      vault.operationBegun();
      vault.operationEnded("done", i);
    }
  }

  private String page() {
    return PrometheusTextFormatWriter.create().toDebugString(registry.scrape());
  }
}
