package dev.edgekeep.rules.type;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Estimates the size of a regular expression with its counted repetitions expanded: a short one
 * such as {@code ((a{100}){100}){100}} would exhaust the memory before it could be measured.
 */
final class Repetition {
  private static final long MAX_COUNT = 1_000_000;

  private final String pattern;
  private final Deque<Long> groups = new ArrayDeque<>();
  private long size;
  private long lastAtom;

  private Repetition(String pattern) {
    this.pattern = pattern;
  }

  /** An upper bound of the size, or a number that is certainly too large. */
  static long of(String pattern) {
    return new Repetition(pattern).measure();
  }

  private long measure() {
    for (int i = 0; i < pattern.length(); i++) {
      switch (pattern.charAt(i)) {
        case '\\' -> {
          i++;
          atom(1);
        }
        case '[' -> {
          i = classEnd(i);
          atom(1);
        }
        case '(' -> {
          groups.push(size);
          size = 0;
        }
        case ')' -> {
          long inner = size + 2;
          size = groups.isEmpty() ? 0 : groups.pop();
          atom(inner);
        }
        case '{' -> i = repeat(i);
        default -> atom(1);
      }
      if (size > MAX_COUNT) {
        return size;
      }
    }
    return size;
  }

  private void atom(long atomSize) {
    lastAtom = atomSize;
    size += atomSize;
  }

  private int classEnd(int open) {
    int i = open + 1;
    if (i < pattern.length() && pattern.charAt(i) == '^') {
      i++;
    }
    // A bracket at the beginning is a literal.
    for (i++; i < pattern.length() && pattern.charAt(i) != ']'; i++) {
      if (pattern.charAt(i) == '\\') {
        i++;
      } else if (pattern.startsWith("[:", i)) {
        int end = pattern.indexOf(":]", i);
        i = end < 0 ? i : end + 1;
      }
    }
    return i;
  }

  private int repeat(int open) {
    int close = pattern.indexOf('}', open);
    String count = close < 0 ? "" : pattern.substring(open + 1, close);
    if (!count.matches("[0-9]{1,6}(,[0-9]{0,6})?")) {
      atom(1);
      return open;
    }
    int comma = count.indexOf(',');
    String most = comma == count.length() - 1 || comma < 0 ? "0" : count.substring(comma + 1);
    String least = comma < 0 ? count : count.substring(0, comma);
    long times = Math.max(Long.parseLong(least), Long.parseLong(most));
    size += lastAtom * Math.max(0, times - 1);
    lastAtom *= Math.max(1, times);
    return close;
  }
}
