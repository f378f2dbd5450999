package dev.edgekeep.keyserver.access;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket for one second's operations, stored as one number: the time at which it is full
 * again (the generic cell rate algorithm). Any thread.
 */
final class RateLimit {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long nanosPerToken;
  private final LongSupplier nanoTime;
  private final AtomicLong fullAt;

  RateLimit(int perSecond, LongSupplier nanoTime) {
    this.nanosPerToken = SECOND / perSecond;
    this.nanoTime = nanoTime;
    this.fullAt = new AtomicLong(nanoTime.getAsLong());
  }

  /** Takes a token; false when there is none. */
  boolean take() {
    long now = nanoTime.getAsLong();
    while (true) {
      long seen = fullAt.get();
      long missing = Math.max(0, seen - now);
      if (missing + nanosPerToken > SECOND) {
        return false;
      }
      if (fullAt.compareAndSet(seen, now + missing + nanosPerToken)) {
        return true;
      }
    }
  }
}
