package dev.edgekeep.rules.type;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A set of integers, as the ranges that were written. */
record IntegerRanges(List<Range> ranges) implements ValueTest.OfInteger {
  /** A range from {@code first} to {@code last}, inclusive. */
  record Range(long first, long last) {
    /** Parses an integer or a range {@code a..b}; null if the text is neither. */
    static @Nullable Range parse(String literal) {
      int dots = literal.indexOf("..");
      Long first = number(dots < 0 ? literal : literal.substring(0, dots));
      Long last = dots < 0 ? first : number(literal.substring(dots + 2));
      return first == null || last == null || first > last ? null : new Range(first, last);
    }

    /**
     * Parses a decimal integer, or a hexadecimal one with {@code 0x}; null if the text is neither.
     */
    static @Nullable Long number(String literal) {
      try {
        return literal.startsWith("0x")
            ? Long.parseLong(literal.substring(2), 16)
            : Long.parseLong(literal);
      } catch (NumberFormatException e) {
        return null;
      }
    }
  }

  IntegerRanges {
    ranges = List.copyOf(ranges);
  }

  @Override
  public boolean test(long value) {
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      if (range.first <= value && value <= range.last) {
        return true;
      }
    }
    return false;
  }
}
