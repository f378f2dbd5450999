package dev.edgekeep.edge.origin.retry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the retries of one origin on the whole node, so that they cannot multiply the load of
 * servers that are failing already. Each request adds a part of a retry; besides, there are {@value
 * #PER_SECOND} a second, for an origin with few requests. At most {@value #MOST} are saved up. Any
 * thread.
 */
public final class RetryBudget {
  /** A retry is counted in hundredths. */
  private static final long RETRY = 100;

  private static final long PER_SECOND = 10;
  private static final long FIRST = 100;
  private static final long MOST = 1_000;
  private static final long NANOS = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

  private final AtomicLong saved = new AtomicLong(FIRST * RETRY);
  private long refilledAt = System.nanoTime();

  /**
   * A request begins.
   *
   * @param percent the number of retries for each hundred requests
   */
  public void requested(int percent) {
    if (saved.get() < MOST * RETRY) {
      saved.addAndGet(percent);
    }
  }

  /**
   * Takes one retry.
   *
   * @param now a reading of {@link System#nanoTime}
   * @return false when none is left
   */
  public synchronized boolean tryTake(long now) {
    long due = (now - refilledAt) / NANOS;
    if (due > 0) {
      refilledAt += due * NANOS;
      long room = Math.max(0, FIRST * RETRY - saved.get());
      saved.addAndGet(Math.min(due * RETRY, room));
    }
    if (saved.get() < RETRY) {
      return false;
    }
    saved.addAndGet(-RETRY);
    return true;
  }
}
