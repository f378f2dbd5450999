package dev.edgekeep.edge.keyserver;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The number of operations with one key that may be under way on a connection. The protocol does
 * not say how many a key server accepts, so the window shrinks to the number that was under way
 * when the key server had too much to do, and grows by one with each windowful of results. Each key
 * has its own window, since a key server limits keys on tokens apart from others. Event loop only.
 */
final class KeyWindow {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  private static final Duration LAST_PAUSE = Duration.ofMillis(250);

  private final int most;
  private int limit;
  private int underWay;
  private int results;
  private int refusals;
  private long pausedUntil;
  private boolean isPaused;

  KeyWindow(int most) {
    this.most = most;
    this.limit = most;
  }

  boolean hasRoom(long now) {
    if (isPaused && now - pausedUntil >= 0) {
      isPaused = false;
    }
    return underWay < limit && !isPaused;
  }

  /** Returns whether the window is in the state of a new one. */
  boolean isNew() {
    return underWay == 0 && limit == most && !isPaused;
  }

  void begin() {
    underWay++;
  }

  void end() {
    underWay--;
  }

  /** An operation that has ended succeeded. */
  void done() {
    refusals = 0;
    results++;
    if (results >= limit && limit < most) {
      results = 0;
      limit++;
    }
  }

  /**
   * An operation that has ended was refused as one too many.
   *
   * @return the pause until there is room again, in nanoseconds; 0 when the next answer makes room
   */
  long refused(long now, RandomGenerator random) {
    results = 0;
    limit = Math.clamp(underWay, 1, limit);
    if (underWay > 0) {
      return 0;
    }
    refusals++;
    long pause = Backoff.nanos(FIRST_PAUSE, LAST_PAUSE, refusals, random);
    pausedUntil = now + pause;
    isPaused = true;
    return pause;
  }
}
