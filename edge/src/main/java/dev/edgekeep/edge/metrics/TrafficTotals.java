package dev.edgekeep.edge.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The counters that the control plane draws, with names of their own:
 *
 * <ul>
 *   <li>{@code handshakes/VERDICT}, {@code handshakesRefused/REASON}
 *   <li>{@code requests/CLASS} as {@code requests/2xx}, {@code requestsRefused/REASON}
 *   <li>{@code keyOperations/OUTCOME/KEY-SERVER}
 *   <li>{@code handshakeTime/BOUND}, {@code requestTime/BOUND}, {@code keyTime/BOUND/KEY-SERVER}:
 *       the durations up to a bound in microseconds and above the bound before it; {@code inf}: all
 *       above
 * </ul>
 */
final class TrafficTotals {
  /** More labels than a node has unless its configuration is very large. */
  private static final int MOST = 1_000;

  private static final Set<String> NAMES =
      Set.of(
          "edgekeep_handshakes",
          "edgekeep_handshakes_refused",
          "edgekeep_handshake_seconds",
          "edgekeep_requests",
          "edgekeep_requests_refused",
          "edgekeep_request_seconds",
          "edgekeep_key_operations",
          "edgekeep_key_operation_seconds");

  private final Map<String, Long> totals = new TreeMap<>();

  private TrafficTotals() {}

  /** The counters that are not zero, since the start of the process. */
  static Map<String, Long> of(PrometheusRegistry registry) {
    TrafficTotals all = new TrafficTotals();
    for (MetricSnapshot metric : registry.scrape(NAMES::contains)) {
      String name = metric.getMetadata().getName();
      if (NAMES.contains(name)) {
        switch (metric) {
          case CounterSnapshot counter ->
              counter
                  .getDataPoints()
                  .forEach(point ->
                      all.add(counterName(name, point.getLabels()), (long) point.getValue()));
          case HistogramSnapshot histogram ->
              histogram
                  .getDataPoints()
                  .forEach(
                      point -> all.addBuckets(name, point.getLabels(), point.getClassicBuckets()));
          default -> {}
        }
      }
    }
    return all.totals;
  }

  private static String counterName(String metric, Labels labels) {
    return switch (metric) {
      case "edgekeep_handshakes" -> "handshakes/" + labels.get("verdict");
      case "edgekeep_handshakes_refused" -> "handshakesRefused/" + labels.get("reason");
      case "edgekeep_requests" -> "requests/" + labels.get("status");
      case "edgekeep_requests_refused" -> "requestsRefused/" + labels.get("reason");
      default -> "keyOperations/" + labels.get("outcome") + "/" + labels.get("key_server");
    };
  }

  private void addBuckets(String metric, Labels labels, ClassicHistogramBuckets buckets) {
    String name =
        switch (metric) {
          case "edgekeep_handshake_seconds" -> "handshakeTime/";
          case "edgekeep_request_seconds" -> "requestTime/";
          default -> "keyTime/";
        };
    String keyServer = labels.get("key_server");
    String of = keyServer == null ? "" : "/" + keyServer;
    for (int i = 0; i < buckets.size(); i++) {
      double bound = buckets.getUpperBound(i);
      String shown = Double.isInfinite(bound) ? "inf" : Long.toString(Math.round(bound * 1e6));
      add(name + shown + of, buckets.getCount(i));
    }
  }

  private void add(String name, long count) {
    if (count > 0 && (totals.size() < MOST || totals.containsKey(name))) {
      totals.merge(name, count, Long::sum);
    }
  }
}
