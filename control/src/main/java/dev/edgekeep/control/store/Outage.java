package dev.edgekeep.control.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a moment that the database could not be reached, so that calls fail at once instead
 * of each waiting for a connection. After that moment the next call tries again. Any thread.
 */
final class Outage {
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private record Seen(StoreException failure, long nanos) {}

  private volatile @Nullable Seen seen;
  private volatile boolean isEnding;

  /**
   * @throws StoreException when the database could not be reached just now
   */
  void check() {
    Seen last = seen;
    if (last != null && (isEnding || System.nanoTime() - last.nanos() < MOMENT.toNanos())) {
      StoreException failure = last.failure();
      throw new StoreException(failure.kind(), String.valueOf(failure.getMessage()), failure);
    }
  }

  /** The program ends: there is no time to try again. */
  void isNotWaitedFor() {
    isEnding = true;
  }

  void begins(StoreException failure) {
    seen = new Seen(failure, System.nanoTime());
  }

  void ends() {
    if (seen != null) {
      seen = null;
    }
  }
}
