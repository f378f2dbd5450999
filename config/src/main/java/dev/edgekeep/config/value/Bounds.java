package dev.edgekeep.config.value;

import java.time.Duration;
import java.util.Locale;

/** The smallest and the largest value of a number, both inclusive. */
public record Bounds(long min, long max) {
  public Bounds {
    if (min > max) {
      throw new IllegalArgumentException("the bounds %d to %d are empty".formatted(min, max));
    }
  }

  public boolean contains(long value) {
    return min <= value && value <= max;
  }

  /**
   * @throws IllegalArgumentException when the value is out of bounds; the message has both
   */
  public void check(String what, long value) {
    if (!contains(value)) {
      throw new IllegalArgumentException("%s is %d, and must be %s".formatted(what, value, this));
    }
  }

  /** As {@link #check(String, long)}, in milliseconds. */
  public void check(String what, Duration value) {
    check(what, value.toMillis());
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "from %,d to %,d", min, max);
  }
}
