package dev.edgekeep.control.config;

import dev.edgekeep.config.value.Bounds;
import java.time.Duration;

/**
 * The retention of events: by number and by age, whichever ends first.
 *
 * @param most the largest number of events
 * @param age the largest age of an event
 */
public record EventRetention(int most, Duration age) {
  public static final Bounds MOST = new Bounds(100, 100_000_000);
  public static final Bounds DAYS = new Bounds(1, 3_650);
  public static final EventRetention DEFAULT = new EventRetention(1_000_000, Duration.ofDays(30));

  public EventRetention {
    MOST.check("keep", most);
  }
}
