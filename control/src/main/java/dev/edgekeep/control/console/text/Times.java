package dev.edgekeep.control.console.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as people read them: relative, with the exact one for a closer look. */
public final class Times {
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Times() {}

  /** As {@code 2027-01-31 12:00:00 UTC}. */
  public static String exact(Instant time) {
    return EXACT.format(time);
  }

  /** As {@code 3 hours ago} or {@code in 29 days}. */
  public static String relative(Messages messages, Instant time, Instant now) {
    Duration distance = Duration.between(now, time);
    boolean isPast = distance.isNegative();
    long seconds = distance.abs().toSeconds();
    if (seconds < 5) {
      return messages.of("time.now");
    }
    String amount = amount(messages, seconds);
    return messages.of(isPast ? "time.ago" : "time.in", amount);
  }

  private static String amount(Messages messages, long seconds) {
    if (seconds < 60) {
      return counted(messages, "second", seconds);
    }
    if (seconds < 3_600) {
      return counted(messages, "minute", seconds / 60);
    }
    if (seconds < 2 * 86_400) {
      return counted(messages, "hour", seconds / 3_600);
    }
    if (seconds < 90L * 86_400) {
      return counted(messages, "day", seconds / 86_400);
    }
    if (seconds < 730L * 86_400) {
      return counted(messages, "month", seconds / (30L * 86_400));
    }
    return counted(messages, "year", seconds / (365L * 86_400));
  }

  private static String counted(Messages messages, String unit, long count) {
    return messages.of("time." + unit + (count == 1 ? "" : "s"), count);
  }
}
