package dev.edgekeep.edge.keyserver;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How many operations with one key may be under way on a connection: as many as the key server
 * takes, which the protocol has no word for. It shrinks to what was under way when the key server
 * said that it has too much to do, and grows by one with each windowful of results. Keys have
 * windows of their own, since a key server bounds keys on tokens apart from others. Event loop
 * only.
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

  /** Whether it is as a new one would be. */
  boolean isNew() {
    return underWay == 0 && limit == most && !isPaused;
  }

  void begin() {
    underWay++;
  }

  void end() {
    underWay--;
  }

  /** An operation that has ended had a result. */
  void done() {
    refusals = 0;
    results++;
    if (results >= limit && limit < most) {
      results = 0;
      limit++;
    }
  }

  /**
   * An operation that has ended was refused, as one too many.
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
