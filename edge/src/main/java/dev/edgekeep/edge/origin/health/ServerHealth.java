package dev.edgekeep.edge.origin.health;

import dev.edgekeep.snapshot.Ejection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The health of one server of an origin as the whole node knows it, shared by all event loops. A
 * server is unhealthy for three reasons: it gave no answer a moment ago, it is ejected, or its
 * health checks fail. Unhealthy servers are tried last, not left out. Times are readings of {@link
 * System#nanoTime}. Any thread; never blocks for long: changes are rare, and only they are
 * synchronized.
 */
public final class ServerHealth {
  private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_DOUBLINGS = 4;
  private static final int MAX_EJECTIONS = 10;
  private static final double FIRST_SHARE = 0.1;

  private final HealthListener listener;
  private volatile Settings settings;

  /** False while nothing is known against the server; no other field is read then. */
  private volatile boolean isSuspect;

  private volatile boolean isPaused;
  private volatile long pausedUntil;
  private volatile boolean isEjected;
  private volatile long ejectedUntil;
  private volatile boolean isFailingChecks;
  private volatile boolean isStarting;
  private volatile long startedAt;
  private volatile HealthStatus status = HealthStatus.UNKNOWN;

  // Guarded by this.
  private int pauses;
  private boolean isUnreachable;
  private int failures;
  private int ejections;
  private int checksPassed;
  private int checksFailed;

  /**
   * The settings that may change with a reload.
   *
   * @param ejection null for none
   * @param limit of the ejected servers of the origin
   */
  public record Settings(
      @Nullable Ejection ejection,
      EjectionLimit limit,
      Duration slowStart,
      int healthy,
      int unhealthy) {}

  public ServerHealth(Settings settings, HealthListener listener) {
    this.settings = settings;
    this.listener = listener;
  }

  /** Other settings apply from now on; what is known of the server stays. */
  public synchronized void configure(Settings others) {
    if (isEjected) {
      settings.limit().release();
      others.limit().take();
    }
    settings = others;
  }

  /** Returns whether the server is preferred to those that are not healthy. */
  public boolean isHealthy(long now) {
    return !isSuspect || (!isFailingChecks && !isPaused(now) && !isEjected(now));
  }

  private boolean isPaused(long now) {
    return isPaused && pausedUntil - now > 0;
  }

  private boolean isEjected(long now) {
    return isEjected && ejectedUntil - now > 0;
  }

  /** The part of its weight that the server has now, above 0 and at most 1. */
  public double share(long now) {
    if (!isStarting) {
      return 1;
    }
    double whole = settings.slowStart().toNanos();
    double part = whole == 0 ? 1 : (now - startedAt) / whole;
    if (part >= 1) {
      isStarting = false;
    }
    return Math.clamp(part, FIRST_SHARE, 1);
  }

  /** The status for people. */
  public HealthStatus status(long now) {
    HealthStatus latest = status;
    return latest.isHealthy() && !isHealthy(now)
        ? HealthStatus.unhealthy(
            "it gave no answer a moment ago, and is tried last", latest.since())
        : latest;
  }

  /** The server is new, or has come back: its share begins small. */
  public void start(long now) {
    startedAt = now;
    isStarting = true;
  }

  /** A connection was established. */
  public void connected() {
    if (isSuspect) {
      reached();
    }
  }

  private synchronized void reached() {
    if (isUnreachable) {
      isUnreachable = false;
      endPauses();
    }
  }

  private void endPauses() {
    pauses = 0;
    isPaused = false;
    isSuspect = failures > 0 || isEjected || isFailingChecks;
  }

  /** Returns whether a response with this status changes the health; most do not. */
  public boolean isConcernedBy(int statusCode) {
    return isSuspect || statusCode >= 500;
  }

  /** The head of a response has arrived. */
  public void answered(int statusCode, long now) {
    boolean isFailure = isFailure(statusCode) && settings.ejection() != null;
    answered(isFailure ? "the status " + statusCode : null, now);
  }

  private synchronized void answered(@Nullable String failure, long now) {
    isUnreachable = false;
    if (failure == null) {
      failures = 0;
    }
    endPauses();
    if (failure != null) {
      countFailure(failure, now);
    }
  }

  private static boolean isFailure(int statusCode) {
    return switch (statusCode) {
      case 500, 502, 503, 504 -> true;
      default -> false;
    };
  }

  /** No connection could be made. */
  public synchronized void connectFailed(String reason, long now) {
    isUnreachable = true;
    pause(now);
    countFailure(reason, now);
  }

  /** It gave no valid response, or not all of one. */
  public synchronized void failed(String reason, long now) {
    pause(now);
    countFailure(reason, now);
  }

  /** Tries it last for a while. Requests that fail together count once. */
  private void pause(long now) {
    isSuspect = true;
    if (!isPaused(now)) {
      isPaused = true;
      pausedUntil = now + (FIRST_PAUSE_NANOS << Math.min(pauses, MAX_DOUBLINGS));
      pauses++;
    }
  }

  private void countFailure(String reason, long now) {
    Ejection ejection = settings.ejection();
    isSuspect = true;
    failures++;
    if (ejection != null
        && failures >= ejection.consecutiveFailures()
        && !isEjected
        && settings.limit().tryTake(ejection.maxPercent())) {
      eject(ejection, reason, now);
    }
  }

  private void eject(Ejection ejection, String reason, long now) {
    isEjected = true;
    long base = ejection.base().toNanos();
    // A server that did well for as long as its last ejection begins at the first step again.
    ejections = now - ejectedUntil > base * Math.max(1, ejections) ? 1 : ejections + 1;
    Duration time = ejection.base().multipliedBy(Math.min(ejections, MAX_EJECTIONS));
    ejectedUntil = now + time.toNanos();
    change(
        HealthStatus.unhealthy(
            "ejected for %d ms after %d failures in a row, the last: %s"
                .formatted(time.toMillis(), failures, reason),
            listener.now()));
    listener.later(this::ejectionEnded, time);
  }

  private synchronized void ejectionEnded() {
    isEjected = false;
    failures = 0;
    settings.limit().release();
    start(ejectedUntil);
    if (!isFailingChecks) {
      change(HealthStatus.healthy("its ejection has ended", listener.now()));
    }
  }

  /**
   * A health check has ended. The first one decides at once.
   *
   * @param failure the reason why it failed; null when it passed
   */
  public synchronized void checked(@Nullable String failure, long now) {
    boolean isFirst = checksPassed + checksFailed == 0;
    checksPassed = failure == null ? checksPassed + 1 : 0;
    checksFailed = failure == null ? 0 : checksFailed + 1;
    if (failure == null && isFailingChecks && checksPassed >= settings.healthy()) {
      isFailingChecks = false;
      start(now);
      if (!isEjected) {
        change(HealthStatus.healthy("its health checks pass again", listener.now()));
      }
    } else if (failure != null
        && !isFailingChecks
        && (isFirst || checksFailed >= settings.unhealthy())) {
      isSuspect = true;
      isFailingChecks = true;
      change(HealthStatus.unhealthy(failedChecks(checksFailed, failure), listener.now()));
    } else if (failure == null && isFirst) {
      status = HealthStatus.healthy("its health checks pass", listener.now());
    }
  }

  private static String failedChecks(int count, String latest) {
    return count == 1
        ? "a health check failed: " + latest
        : "%d health checks in a row failed, the latest: %s".formatted(count, latest);
  }

  /** Health checks have ended for good: their latest result no longer counts. */
  public synchronized void unchecked() {
    checksPassed = 0;
    checksFailed = 0;
    if (isFailingChecks) {
      isFailingChecks = false;
      if (!isEjected) {
        change(HealthStatus.healthy("it is not checked any more", listener.now()));
      }
    }
  }

  private void change(HealthStatus next) {
    status = next;
    listener.changed(next);
  }
}
