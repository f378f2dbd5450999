package dev.edgekeep.daemon.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;

/** A histogram of durations. */
public final class DurationHistogram implements Collector {
  private final String name;
  private final String help;
  private final Durations durations;

  /**
   * @param upperNanos the buckets' upper bounds, inclusive, ascending
   */
  public DurationHistogram(String name, String help, long... upperNanos) {
    this.name = name;
    this.help = help;
    this.durations = new Durations(upperNanos);
  }

  public void observe(long nanos) {
    durations.observe(nanos);
  }

  @Override
  public HistogramSnapshot collect() {
    return HistogramSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(durations.collect(Labels.EMPTY))
        .build();
  }
}
