package dev.edgekeep.edge.exchange;

/**
 * A token bucket: a speed that the streams of one connection share, in one direction. Times are
 * readings of {@link System#nanoTime}. Event loop only.
 */
final class Pace {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** The part of a second for which a bucket fills up while nothing is sent. */
  private static final long BURSTS_PER_SECOND = 4;

  private final long bytesPerSecond;
  private final long capacity;
  private long available;
  private long filledAt;

  Pace(long bytesPerSecond, long now) {
    this.bytesPerSecond = bytesPerSecond;
    this.capacity = Math.max(1, bytesPerSecond / BURSTS_PER_SECOND);
    this.available = capacity;
    this.filledAt = now;
  }

  long bytesPerSecond() {
    return bytesPerSecond;
  }

  /** The bytes that may be sent now. */
  int available(long now) {
    // Longer silence fills the bucket, and more would overflow the product.
    long elapsed = Math.min(now - filledAt, NANOS_PER_SECOND);
    long filled = (long) ((double) elapsed * bytesPerSecond / NANOS_PER_SECOND);
    if (filled > 0) {
      available = Math.min(capacity, available + filled);
      filledAt = now;
    }
    return (int) Math.min(available, Integer.MAX_VALUE);
  }

  /** Takes bytes that were {@link #available}. */
  void take(int bytes) {
    available -= bytes;
  }
}
