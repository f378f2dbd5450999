package dev.edgekeep.daemon.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A histogram of durations for each value of a label. */
public final class LabelledDurations implements Collector {
  private final String name;
  private final String help;
  private final String label;
  private final long[] upperNanos;
  private final ConcurrentMap<String, Durations> byValue = new ConcurrentHashMap<>();

  /**
   * @param label the label's name
   * @param upperNanos the buckets' upper bounds, inclusive, ascending
   */
  public LabelledDurations(String name, String help, String label, long... upperNanos) {
    this.name = name;
    this.help = help;
    this.label = label;
    this.upperNanos = upperNanos;
  }

  /** The durations of one value of the label. Callers keep the result. */
  public Durations of(String value) {
    return byValue.computeIfAbsent(value, key -> new Durations(upperNanos));
  }

  @Override
  public HistogramSnapshot collect() {
    HistogramSnapshot.Builder snapshot = HistogramSnapshot.builder().name(name).help(help);
    byValue.forEach(
        (value, durations) -> snapshot.dataPoint(durations.collect(Labels.of(label, value))));
    return snapshot.build();
  }
}
