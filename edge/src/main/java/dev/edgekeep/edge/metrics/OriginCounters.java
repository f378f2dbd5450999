package dev.edgekeep.edge.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.Supplier;

/**
 * The metrics of the servers of origins. Those of the first {@value #MOST} servers; a node with
 * more would have more series than are read.
 */
final class OriginCounters {
  private static final int MOST = 1_000;

  private OriginCounters() {}

  static void register(PrometheusRegistry registry, Supplier<List<OriginServerSample>> samples) {
    GaugeWithCallback.builder()
        .name("edgekeep_origin_server_healthy")
        .help("Whether a server of an origin is healthy for this node")
        .labelNames("origin", "server")
        .callback(sample ->
            first(samples)
                .forEach(
                    each -> sample.call(each.isHealthy() ? 1 : 0, each.origin(), each.server())))
        .register(registry);
    GaugeWithCallback.builder()
        .name("edgekeep_origin_queued_requests")
        .help("Requests that wait for a connection to this server")
        .labelNames("origin", "server")
        .callback(sample ->
            first(samples)
                .forEach(each -> sample.call(each.queued(), each.origin(), each.server())))
        .register(registry);
    CounterWithCallback.builder()
        .name("edgekeep_origin_failures")
        .help("Requests that a server of an origin did not answer, or not in full")
        .labelNames("origin", "server", "reason")
        .callback(sample ->
            first(samples)
                .forEach(each ->
                    each.failures()
                        .forEach((reason, count) ->
                            sample.call((double) count, each.origin(), each.server(), reason))))
        .register(registry);
    CounterWithCallback.builder()
        .name("edgekeep_origin_retries")
        .help("Requests that were sent to this server after another attempt had failed")
        .labelNames("origin", "server")
        .callback(sample ->
            first(samples)
                .forEach(
                    each -> sample.call((double) each.retries(), each.origin(), each.server())))
        .register(registry);
  }

  private static List<OriginServerSample> first(Supplier<List<OriginServerSample>> samples) {
    List<OriginServerSample> all = samples.get();
    return all.subList(0, Math.min(all.size(), MOST));
  }
}
