package dev.edgekeep.control.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Percentiles of durations that were counted in buckets, in milliseconds. */
final class Percentiles {
  private static final double MICROS = 1e3;

  /** By the upper bound in microseconds. */
  private final NavigableMap<Long, long[]> buckets = new TreeMap<>();

  /**
   * @param byBound by the bound in microseconds, or {@code inf}
   */
  Percentiles(Map<String, long[]> byBound) {
    byBound.forEach((bound, counts) -> {
      if (bound.equals("inf") || bound.matches("[0-9]{1,12}")) {
        buckets.put(bound.equals("inf") ? Long.MAX_VALUE : Long.parseLong(bound), counts);
      }
    });
  }

  /** The percentile of each step; null where nothing was counted. */
  List<@Nullable Double> of(double percent) {
    List<@Nullable Double> values = new ArrayList<>(TrafficSeries.STEPS);
    for (int i = 0; i < TrafficSeries.STEPS; i++) {
      values.add(at(i, percent));
    }
    return values;
  }

  /** Linear within the bucket; in the last one its lower bound, as nothing else is known. */
  private @Nullable Double at(int step, double percent) {
    long all = 0;
    for (long[] counts : buckets.values()) {
      all += counts[step];
    }
    if (all == 0) {
      return null;
    }
    double wanted = all * percent / 100;
    long below = 0;
    long lower = 0;
    for (Map.Entry<Long, long[]> bucket : buckets.entrySet()) {
      long count = bucket.getValue()[step];
      if (count > 0 && below + count >= wanted) {
        long upper = bucket.getKey() == Long.MAX_VALUE ? lower : bucket.getKey();
        double micros = lower + (upper - lower) * (wanted - below) / count;
        return Math.round(micros / MICROS * 100) / 100.0;
      }
      below += count;
      lower = bucket.getKey();
    }
    return lower / MICROS;
  }
}
