package dev.edgekeep.edge.keyserver;

import dev.edgekeep.edge.events.EdgeEvent;
import java.util.random.RandomGenerator;

/**
 * The health of one address of a key server, shared by all event loops: whether it answers, whether
 * it performs operations, and whether it came back only a moment ago. Times are readings of {@link
 * System#nanoTime}. Any thread.
 */
final class Health {
  private static final int BAD_IN_A_ROW = 3;
  private static final double FIRST_SHARE = 0.1;

  private final Timeouts timeouts;
  private final Listener listener;

  /** Connections that have answered. */
  private int answering;

  private boolean wasUp;
  private boolean isReportedDown;
  private long lostAt;
  private int timesFailing;
  private volatile int badInARow;

  /** True when the latest results were wrong: the address counts as down until one is right. */
  private volatile boolean isWrong;

  private volatile long failingUntil;
  private volatile long rampFrom;

  /** Receives changes that concern all event loops. They are rare. */
  interface Listener {
    void up(boolean isUp);

    void report(EdgeEvent.Kind kind, String detail);
  }

  Health(Timeouts timeouts, Listener listener, long now) {
    this.timeouts = timeouts;
    this.listener = listener;
    this.failingUntil = now;
    this.rampFrom = now - timeouts.ramp().toNanos();
  }

  /** A connection has received its first answer. */
  synchronized void connected(long now) {
    answering++;
    if (answering == 1) {
      if (wasUp || isReportedDown) {
        rampFrom = now;
      }
      wasUp = true;
      listener.up(!isWrong);
    }
  }

  /** A connection that had answered has ended. */
  synchronized void disconnected(long now) {
    answering--;
    if (answering == 0) {
      lostAt = now;
      listener.up(false);
    }
  }

  /** No connection could be established, or it ended without any answer. */
  synchronized void unreachable(String why) {
    if (answering == 0 && !isReportedDown) {
      isReportedDown = true;
      listener.up(false);
      listener.report(EdgeEvent.Kind.KEY_SERVER_DOWN, "cannot be reached: " + why);
    }
  }

  /** A connection that has answered has lasted for a while. */
  synchronized void settled() {
    if (isReportedDown && answering > 0) {
      isReportedDown = false;
      listener.report(EdgeEvent.Kind.KEY_SERVER_UP, "answers again");
    }
  }

  /** The address performed an operation, or refused it in time. */
  void good(long now) {
    if (badInARow != 0 || isWrong) {
      recovered(now);
    }
  }

  /** One right result among wrong ones proves little: the pause for wrong ones goes on. */
  private synchronized void recovered(long now) {
    badInARow = 0;
    if (isWrong && failingUntil - now > 0) {
      return;
    }
    if (isWrong) {
      isWrong = false;
      listener.up(answering > 0);
      listener.report(EdgeEvent.Kind.KEY_SERVER_UP, "gives right results again");
    }
    if (failingUntil - now > 0) {
      failingUntil = now;
      rampFrom = now;
    }
  }

  /** An answer was late, or reported a fault of the key server. */
  synchronized void bad(long now) {
    badInARow++;
    if (badInARow >= BAD_IN_A_ROW) {
      failing(now);
    }
  }

  /** A result was wrong: the address is asked last from now on, and counts as down. */
  synchronized void wrong(String detail, long now) {
    failing(now);
    if (!isWrong) {
      isWrong = true;
      listener.up(false);
      listener.report(EdgeEvent.Kind.KEY_SERVER_DOWN, detail);
    }
  }

  private void failing(long now) {
    if (failingUntil - now <= 0) {
      boolean isNew = now - failingUntil > timeouts.lastRetry().toNanos();
      timesFailing = isNew ? 1 : timesFailing + 1;
      failingUntil = now + Backoff.doubled(timeouts.failing(), timeouts.lastRetry(), timesFailing);
      rampFrom = failingUntil;
    }
  }

  /** Returns whether the address should be asked last. */
  boolean isFailing(long now) {
    return failingUntil - now > 0;
  }

  /**
   * The rank among the addresses, 0 or 1; the lower, the better. An address that came back a moment
   * ago is at 0 for a random part of the operations, which grows with time.
   *
   * @param hasAnswered whether the event loop's connection has received anything
   */
  int rank(boolean hasAnswered, long now, RandomGenerator random) {
    if (!hasAnswered || isFailing(now)) {
      return 1;
    }
    double share = share(now);
    return share < 1 && random.nextDouble() >= share ? 1 : 0;
  }

  /** The part of its share that the address should get: 1 for all. */
  double share(long now) {
    double ramped = (double) (now - rampFrom) / timeouts.ramp().toNanos();
    return Math.clamp(FIRST_SHARE + (1 - FIRST_SHARE) * ramped, FIRST_SHARE, 1);
  }

  /**
   * Returns whether an operation that began at {@code begunAt} may wait for a connection: other
   * event loops still have one, or the address answered until a moment before.
   */
  synchronized boolean mayComeBack(long begunAt) {
    return answering > 0 || isRestarting(begunAt);
  }

  /** Returns whether the address answered until a moment ago: it probably restarts. */
  synchronized boolean isRestarting(long now) {
    return wasUp && answering == 0 && now - lostAt < timeouts.restart().toNanos();
  }
}
