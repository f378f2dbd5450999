package dev.edgekeep.control.config;

import dev.edgekeep.config.value.Bounds;
import java.time.Duration;

/**
 * The settings of periodic checks of key servers.
 *
 * @param interval between two checks of one, give or take a tenth
 * @param slow the median of pings above which a problem is reported
 */
public record KeyServerChecks(Duration interval, Duration slow) {
  public static final Bounds SECONDS = new Bounds(5, 86_400);
  public static final Bounds SLOW_MILLIS = new Bounds(1, 60_000);
  public static final KeyServerChecks DEFAULT =
      new KeyServerChecks(Duration.ofSeconds(60), Duration.ofMillis(100));

  public KeyServerChecks {
    SECONDS.check("checkSeconds", interval.toSeconds());
    SLOW_MILLIS.check("slowMillis", slow);
  }
}
