package dev.edgekeep.keyserver.check;

import java.time.Duration;
import java.util.List;

/**
 * How long pings took. Of a few the 99th percentile is the slowest.
 *
 * @param shortest what the way there costs at least
 */
public record Latency(Duration shortest, Duration median, Duration p99) {
  /**
   * @param pings at least one
   */
  static Latency of(List<Duration> pings) {
    List<Duration> sorted = pings.stream().sorted().toList();
    return new Latency(sorted.getFirst(), rank(sorted, 50), rank(sorted, 99));
  }

  /** By nearest rank. */
  private static Duration rank(List<Duration> sorted, int percent) {
    return sorted.get(Math.ceilDiv(sorted.size() * percent, 100) - 1);
  }
}
