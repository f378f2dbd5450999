package dev.edgekeep.edge.keyserver;

/**
 * Latency of the answers of one address: a recent mean, and the 99th percentile. Event loop only.
 */
final class Latency {
  /** Bounds grow by a quarter to a fifth, from 16 µs on. */
  private static final int UNIT_SHIFT = 14;

  private static final int STEPS = 4;
  private static final int BUCKETS = 128;

  /** With so many observations, all counts are halved. */
  private static final int MAX_COUNT = 1024;

  /** Differences in latency up to this factor, and up to this much, do not count. */
  private static final int SAME_FACTOR = 2;

  private static final long SAME_NANOS = 1_000_000;

  private static final int MEAN_SHIFT = 3;
  private static final int RECOUNT = 16;
  private static final long HALF_LIFE_NANOS = 1_000_000_000;

  private final int[] counts = new int[BUCKETS];
  private int total;
  private long mean;
  private long slow;
  private long observedAt;

  /** Counts an answer that took {@code nanos} and came at {@code now}. */
  void observe(long nanos, long now) {
    long before = mean(now);
    mean = total == 0 ? nanos : before + ((nanos - before) >> MEAN_SHIFT);
    observedAt = now;
    counts[bucket(nanos)]++;
    total++;
    if (total >= MAX_COUNT) {
      halve();
    }
    if (total <= RECOUNT || total % RECOUNT == 0) {
      slow = findSlow();
    }
  }

  /**
   * The mean in nanoseconds; 0 when nothing was observed. It halves with each second without an
   * answer, so that an address that was slow once is asked again.
   */
  long mean(long now) {
    long age = (now - observedAt) / HALF_LIFE_NANOS;
    return age >= Long.SIZE ? 0 : mean >> age;
  }

  /**
   * The load of an address, operation to be sent included; the lower, the better. An address that
   * is much slower than the fastest counts as busier.
   *
   * @param waitedFor operations under way
   * @param mean of the address, in nanoseconds
   * @param fastest the lowest mean of all addresses
   */
  static double load(int waitedFor, long mean, long fastest) {
    boolean isSlow = mean > SAME_NANOS + fastest && mean / SAME_FACTOR > fastest;
    return (waitedFor + 1) * (isSlow ? (double) mean / fastest : 1);
  }

  /** The 99th percentile in nanoseconds, rounded up; 0 when nothing was observed. */
  long slow() {
    return slow;
  }

  private void halve() {
    total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] >>= 1;
      total += counts[i];
    }
  }

  private long findSlow() {
    int beyond = total / 100;
    int seen = 0;
    for (int i = BUCKETS - 1; i >= 0; i--) {
      seen += counts[i];
      if (seen > beyond) {
        return upperBound(i);
      }
    }
    return 0;
  }

  private static int bucket(long nanos) {
    long units = Math.max(0, nanos) >> UNIT_SHIFT;
    if (units < STEPS) {
      return (int) units;
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(units);
    int step = (int) (units >> (exponent - 2)) & (STEPS - 1);
    return Math.min(BUCKETS - 1, (exponent - 1) * STEPS + step);
  }

  private static long upperBound(int bucket) {
    if (bucket < STEPS) {
      return (bucket + 1L) << UNIT_SHIFT;
    }
    int exponent = bucket / STEPS + 1;
    long step = bucket % STEPS;
    return ((STEPS + step + 1) << (exponent - 2)) << UNIT_SHIFT;
  }
}
