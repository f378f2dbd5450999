package dev.edgekeep.edge.keyserver;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: each twice as long as the one before, up to a bound. The upper half of a
 * pause is random, so that many edges do not come back to a key server at the same moment.
 */
final class Backoff {
  private static final int MAX_DOUBLINGS = 30;

  private Backoff() {}

  /**
   * @param failures in a row; at least one
   * @return in nanoseconds
   */
  static long nanos(Duration first, Duration last, int failures, RandomGenerator random) {
    long pause = doubled(first, last, failures);
    return pause - random.nextLong(pause / 2 + 1);
  }

  /** The pause without the random part, in nanoseconds. */
  static long doubled(Duration first, Duration last, int failures) {
    int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
    long limit = last.toNanos();
    return first.toNanos() > limit >> doublings ? limit : first.toNanos() << doublings;
  }
}
