package dev.edgekeep.edge.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The time until the next fetch. A part of each is random, so that many nodes do not ask a server
 * at the same moment.
 */
final class RefreshPlan {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LAST_PAUSE = Duration.ofMinutes(5);
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final int MAX_DOUBLINGS = 20;

  private RefreshPlan() {}

  /**
   * The pause after a success: 90 to 100 percent of {@code refresh}, but no more than 75 to 90
   * percent of the time until the next document is due.
   *
   * @param nextUpdate null: unknown
   */
  static Duration afterSuccess(
      Instant now, Duration refresh, @Nullable Instant nextUpdate, RandomGenerator random) {
    Duration pause = part(refresh, random.nextDouble(0.9, 1));
    if (nextUpdate != null) {
      Duration left = part(Duration.between(now, nextUpdate), random.nextDouble(0.75, 0.9));
      pause = pause.compareTo(left) < 0 ? pause : left;
    }
    return pause.compareTo(LEAST) < 0 ? LEAST : pause;
  }

  /**
   * The pause after some failures in a row: from one second, doubled with each, up to five minutes
   * or {@code refresh}; the upper half is random.
   *
   * @param failures at least one
   */
  static Duration afterFailure(int failures, Duration refresh, RandomGenerator random) {
    Duration most = refresh.compareTo(LAST_PAUSE) < 0 ? refresh : LAST_PAUSE;
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
    Duration pause = doubled.compareTo(most) < 0 ? doubled : most;
    return part(pause, random.nextDouble(0.5, 1));
  }

  private static Duration part(Duration whole, double factor) {
    return Duration.ofMillis((long) (whole.toMillis() * factor));
  }
}
