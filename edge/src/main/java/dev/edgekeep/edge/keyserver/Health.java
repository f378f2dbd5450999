package dev.edgekeep.edge.keyserver;

import dev.edgekeep.edge.events.EdgeEvent;

/**
 * What all event loops know together of one address of a key server: whether it is there, does what
 * it is asked, and came back only a moment ago. Times are readings of {@link System#nanoTime}. Any
 * thread.
 */
final class Health {
  private static final int BAD_IN_A_ROW = 3;
  private static final double FIRST_SHARE = 0.1;

  private final Pace pace;
  private final Notices notices;

  /** Connections that have answered. */
  private int answering;

  private boolean wasUp;
  private boolean isToldDown;
  private long lostAt;
  private int timesFailing;
  private volatile int badInARow;

  /** Whether its latest results were wrong: it counts as down until one is right. */
  private volatile boolean isWrong;

  private volatile long failingUntil;
  private volatile long rampFrom;

  /** Told when something changes for all event loops; not often. */
  interface Notices {
    void up(boolean isUp);

    void tell(EdgeEvent.Kind kind, String what);
  }

  Health(Pace pace, Notices notices, long now) {
    this.pace = pace;
    this.notices = notices;
    this.failingUntil = now;
    this.rampFrom = now - pace.ramp().toNanos();
  }

  /** A connection has given its first answer. */
  synchronized void connected(long now) {
    answering++;
    if (answering == 1) {
      if (wasUp || isToldDown) {
        rampFrom = now;
      }
      wasUp = true;
      notices.up(!isWrong);
    }
  }

  /** A connection that had answered has ended. */
  synchronized void disconnected(long now) {
    answering--;
    if (answering == 0) {
      lostAt = now;
      notices.up(false);
    }
  }

  /** No connection could be made, or it ended without any answer. */
  synchronized void unreachable(String why) {
    if (answering == 0 && !isToldDown) {
      isToldDown = true;
      notices.up(false);
      notices.tell(EdgeEvent.Kind.KEY_SERVER_DOWN, "cannot be reached: " + why);
    }
  }

  /** A connection that has answered has held for a while. */
  synchronized void settled() {
    if (isToldDown && answering > 0) {
      isToldDown = false;
      notices.tell(EdgeEvent.Kind.KEY_SERVER_UP, "answers again");
    }
  }

  /** It did what it was asked, or said in time why not. */
  void good(long now) {
    if (badInARow != 0 || isWrong) {
      recovered(now);
    }
  }

  /** One right result among wrong ones proves little: those are waited out. */
  private synchronized void recovered(long now) {
    badInARow = 0;
    if (isWrong && failingUntil - now > 0) {
      return;
    }
    if (isWrong) {
      isWrong = false;
      notices.up(answering > 0);
      notices.tell(EdgeEvent.Kind.KEY_SERVER_UP, "gives right results again");
    }
    if (failingUntil - now > 0) {
      failingUntil = now;
      rampFrom = now;
    }
  }

  /** Its answer was late, or that it is in trouble itself. */
  synchronized void bad(long now) {
    badInARow++;
    if (badInARow >= BAD_IN_A_ROW) {
      failing(now);
    }
  }

  /** A result was wrong: it is asked last from now on, and counts as down. */
  synchronized void wrong(String what, long now) {
    failing(now);
    if (!isWrong) {
      isWrong = true;
      notices.up(false);
      notices.tell(EdgeEvent.Kind.KEY_SERVER_DOWN, what);
    }
  }

  private void failing(long now) {
    if (failingUntil - now <= 0) {
      boolean isNew = now - failingUntil > pace.lastRetry().toNanos();
      timesFailing = isNew ? 1 : timesFailing + 1;
      failingUntil = now + Backoff.doubled(pace.failing(), pace.lastRetry(), timesFailing);
      rampFrom = failingUntil;
    }
  }

  /** Whether it should be asked last. */
  boolean isFailing(long now) {
    return failingUntil - now > 0;
  }

  /** How much of its share it should get: 1 for all. */
  double share(long now) {
    double ramped = (double) (now - rampFrom) / pace.ramp().toNanos();
    return Math.clamp(FIRST_SHARE + (1 - FIRST_SHARE) * ramped, FIRST_SHARE, 1);
  }

  /**
   * Whether an operation that began at {@code begunAt} may wait for a connection: other event loops
   * have one still, or it was there until a moment before.
   */
  synchronized boolean mayComeBack(long begunAt) {
    return answering > 0 || isRestarting(begunAt);
  }

  /** Whether it was there until a moment ago: a restart, more likely than not. */
  synchronized boolean isRestarting(long now) {
    return wasUp && answering == 0 && now - lostAt < pace.restart().toNanos();
  }
}
