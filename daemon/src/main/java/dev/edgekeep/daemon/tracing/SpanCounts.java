package dev.edgekeep.daemon.tracing;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The outcomes of recorded spans. Any thread. */
final class SpanCounts {
  private final CounterDataPoint exported;
  private final CounterDataPoint failed;
  private final CounterDataPoint dropped;

  SpanCounts(PrometheusRegistry registry) {
    Counter spans =
        Counter.builder()
            .name("edgekeep_trace_spans")
            .help(
                "Recorded spans: exported; failed (the collector did not accept them); dropped (too"
                    + " many waited)")
            .labelNames("outcome")
            .register(registry);
    exported = spans.labelValues("exported");
    failed = spans.labelValues("failed");
    dropped = spans.labelValues("dropped");
  }

  void exported(int number) {
    exported.inc(number);
  }

  void failed(int number) {
    failed.inc(number);
  }

  void dropped(int number) {
    dropped.inc(number);
  }
}
