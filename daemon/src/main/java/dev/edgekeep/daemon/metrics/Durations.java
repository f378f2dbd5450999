package dev.edgekeep.daemon.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Counts of durations between bounds. An observation is one loop over longs and two additions; the
 * Prometheus client's histogram allocates and may lock. Any thread.
 */
public final class Durations {
  private static final double NANOS = 1e-9;

  private final long[] upperNanos;

  /** One counter for each bound, and one for longer durations. */
  private final LongAdder[] buckets;

  private final LongAdder sumNanos = new LongAdder();

  Durations(long[] upperNanos) {
    this.upperNanos = upperNanos;
    this.buckets =
        Stream.generate(LongAdder::new).limit(upperNanos.length + 1L).toArray(LongAdder[]::new);
  }

  public void observe(long nanos) {
    int bucket = 0;
    while (bucket < upperNanos.length && nanos > upperNanos[bucket]) {
      bucket++;
    }
    buckets[bucket].increment();
    sumNanos.add(nanos);
  }

  HistogramDataPointSnapshot collect(Labels labels) {
    ClassicHistogramBuckets.Builder counts = ClassicHistogramBuckets.builder();
    for (int i = 0; i < buckets.length; i++) {
      double bound = i < upperNanos.length ? upperNanos[i] / 1e9 : Double.POSITIVE_INFINITY;
      counts.bucket(bound, buckets[i].sum());
    }
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(counts.build())
        .sum(sumNanos.sum() * NANOS)
        .build();
  }
}
