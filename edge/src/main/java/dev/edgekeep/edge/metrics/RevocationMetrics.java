package dev.edgekeep.edge.metrics;

import dev.edgekeep.edge.ocsp.OcspQueries;
import dev.edgekeep.edge.revocation.ListStatus;
import dev.edgekeep.edge.revocation.RevocationView;
import dev.edgekeep.x509.crl.RevocationList;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The metrics of revocation status that the node obtains from elsewhere. */
final class RevocationMetrics {
  /** Beyond these, lists have no gauges of their own. */
  private static final int MOST_LISTS = 1_000;

  private RevocationMetrics() {}

  static void register(PrometheusRegistry registry, RevocationView view) {
    CounterWithCallback.builder()
        .name("edgekeep_revocation_list_fetches")
        .help("Fetches of revocation lists, by how they ended")
        .labelNames("result")
        .callback(sample -> {
          sample.call((double) view.listsReceived(), "received");
          sample.call((double) view.listsFailed(), "failed");
        })
        .register(registry);
    gauge(
        registry,
        "edgekeep_revocation_list_fetched_timestamp_seconds",
        "When a revocation list was last fetched",
        view::lists,
        status -> status.state().fetchedAt());
    CounterWithCallback.builder()
        .name("edgekeep_ocsp_queries")
        .help("Queries of OCSP responders, by the status of the certificate")
        .labelNames("result")
        .callback(sample -> {
          OcspQueries.Counts counts = view.ocspQueries();
          sample.call((double) counts.good(), "good");
          sample.call((double) counts.revoked(), "revoked");
          sample.call((double) counts.unknown(), "unknown");
          sample.call((double) counts.failed(), "failed");
        })
        .register(registry);
    gauge(
        registry,
        "edgekeep_revocation_list_due_timestamp_seconds",
        "When the first of the lists from a URL ends",
        view::lists,
        status ->
            status.lists().stream()
                .map(RevocationList::nextUpdate)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElse(null));
  }

  private static void gauge(
      PrometheusRegistry registry,
      String name,
      String help,
      Supplier<List<ListStatus>> lists,
      Function<ListStatus, @Nullable Instant> time) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("client_ca", "url")
        .callback(sample -> {
          for (ListStatus status : lists.get().stream().limit(MOST_LISTS).toList()) {
            Instant at = time.apply(status);
            if (at != null) {
              sample.call(at.toEpochMilli() / 1e3, status.clientCa(), status.url());
            }
          }
        })
        .register(registry);
  }
}
