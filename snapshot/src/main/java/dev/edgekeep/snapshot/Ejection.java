package dev.edgekeep.snapshot;

import dev.edgekeep.config.value.Bounds;
import java.time.Duration;

/**
 * Ejection of servers that fail requests. A failure is a connection that cannot be made, no valid
 * response in time, or a status of 500, 502, 503 or 504.
 *
 * @param consecutiveFailures failures in a row, without a success in between, for which a server is
 *     ejected
 * @param base the time for which it is ejected at first; twice as long the second time, three times
 *     the third, up to ten times
 * @param maxPercent the largest part of an origin's servers that may be ejected at a time; one of
 *     several may always be
 */
public record Ejection(int consecutiveFailures, Duration base, int maxPercent) {
  public static final Bounds FAILURES = new Bounds(1, 1_000);
  public static final Bounds BASE_MILLIS = new Bounds(100, 3_600_000);
  public static final Bounds PERCENT = new Bounds(0, 100);
  public static final Ejection DEFAULT = new Ejection(5, Duration.ofSeconds(30), 50);

  public Ejection {
    FAILURES.check("consecutiveFailures", consecutiveFailures);
    BASE_MILLIS.check("baseMillis", base);
    PERCENT.check("maxPercent", maxPercent);
  }
}
