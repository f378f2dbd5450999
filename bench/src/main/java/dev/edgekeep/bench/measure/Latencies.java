package dev.edgekeep.bench.measure;

/**
 * Durations counted in buckets: exact up to 128 ns, above that within 1.6 %. One thread at a time;
 * recording allocates nothing.
 */
public final class Latencies {
  private static final int SUB_BITS = 7;
  private static final int HALF = 1 << (SUB_BITS - 1);
  private static final int BUCKETS = (Long.SIZE - SUB_BITS + 1) * HALF;

  private final long[] counts = new long[BUCKETS];
  private long total;

  public void record(long nanos) {
    counts[bucket(Math.max(0, nanos))]++;
    total++;
  }

  public long count() {
    return total;
  }

  /**
   * The quantile in nanoseconds; 0 if there are no durations.
   *
   * @param share above 0, at most 1
   */
  public long quantile(double share) {
    long wanted = (long) Math.ceil(share * total);
    long seen = 0;
    for (int i = 0; i < BUCKETS && wanted > 0; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return highest(i);
      }
    }
    return 0;
  }

  // A bucket consists of the number of dropped bits, and the SUB_BITS remaining bits.
  private static int bucket(long nanos) {
    int shift = Math.max(0, Long.SIZE - SUB_BITS - Long.numberOfLeadingZeros(nanos));
    return shift * HALF + (int) (nanos >>> shift);
  }

  private static long highest(int bucket) {
    int shift = Math.max(0, bucket / HALF - 1);
    long kept = bucket - (long) shift * HALF;
    return ((kept + 1) << shift) - 1;
  }
}
