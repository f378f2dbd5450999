package dev.edgekeep.daemon.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The ends of certificates, CAs, revocation lists and OCSP responses, as gauges in seconds since
 * the epoch. Collected at each scrape.
 */
public final class ExpiryMetrics implements MultiCollector {
  private static final String EACH = "edgekeep_expiry_timestamp_seconds";
  private static final String FIRST = "edgekeep_expiry_first_timestamp_seconds";
  private static final String EXPIRING = "edgekeep_expiring";

  private final Consumer<Expiries> source;
  private final InstantSource clock;

  private ExpiryMetrics(Consumer<Expiries> source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * @param source adds what ends; called on the thread of a scrape, which may block
   */
  public static void register(
      PrometheusRegistry registry, InstantSource clock, Consumer<Expiries> source) {
    registry.register(new ExpiryMetrics(source, clock));
  }

  @Override
  public MetricSnapshots collect() {
    Expiries expiries = new Expiries(clock.instant());
    source.accept(expiries);
    GaugeSnapshot.Builder each =
        gauge(EACH, "When something ends; of each kind, the first %d".formatted(Expiries.MOST));
    GaugeSnapshot.Builder first = gauge(FIRST, "When the first of a kind ends");
    GaugeSnapshot.Builder expiring =
        gauge(EXPIRING, "The number that ends within so many days, or has ended");
    Set<Labels> seen = new HashSet<>();
    expiries
        .kinds()
        .forEach((kind, of) -> {
          for (Expiry expiry : of.first()) {
            Labels labels =
                Labels.of("kind", kind.label(), "name", expiry.name(), "id", expiry.id());
            if (seen.add(labels)) {
              each.dataPoint(point(labels, seconds(expiry.at())));
            }
          }
          Instant earliest = of.earliest();
          if (earliest != null) {
            first.dataPoint(point(Labels.of("kind", kind.label()), seconds(earliest)));
          }
          for (int i = 0; i < Expiries.DAYS.length; i++) {
            String days = Integer.toString(Expiries.DAYS[i]);
            expiring.dataPoint(
                point(Labels.of("kind", kind.label(), "days", days), (double) of.within(i)));
          }
        });
    return MetricSnapshots.of(each.build(), first.build(), expiring.build());
  }

  private static GaugeSnapshot.Builder gauge(String name, String help) {
    return GaugeSnapshot.builder().name(name).help(help);
  }

  private static GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  private static double seconds(Instant at) {
    return at.toEpochMilli() / 1e3;
  }
}
