package dev.edgekeep.daemon.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import org.jspecify.annotations.Nullable;

/** One labelled counter, which is looked up once, and absent until it has counted. */
public final class LazyCounter {
  private final Counter counter;
  private final String[] labels;
  private volatile @Nullable CounterDataPoint point;

  public LazyCounter(Counter counter, String... labels) {
    this.counter = counter;
    this.labels = labels;
  }

  public void increment() {
    CounterDataPoint known = point;
    if (known == null) {
      known = counter.labelValues(labels);
      point = known;
    }
    known.inc();
  }
}
