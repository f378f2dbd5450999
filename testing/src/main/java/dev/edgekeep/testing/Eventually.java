package dev.edgekeep.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition that another thread brings about, with a limit. */
public final class Eventually {
  /** The limit: far longer than anything takes on the slowest machine. */
  public static final Duration LIMIT = Duration.ofSeconds(60);

  /** The pause between two checks, which leaves the processor to other threads. */
  private static final long PAUSE_NANOS = 1_000_000;

  private Eventually() {}

  /** Returns once the condition holds; fails the test when it does not in time. */
  public static void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new AssertionError(what + " did not happen within " + LIMIT);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
