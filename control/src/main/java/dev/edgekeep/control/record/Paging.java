package dev.edgekeep.control.record;

import dev.edgekeep.config.value.Bounds;

/**
 * The part of a list that a call asks for.
 *
 * @param limit the most items
 * @param cursor items after this one; empty: from the first
 */
public record Paging(int limit, String cursor) {
  public static final Bounds LIMIT = new Bounds(1, 1_000);
  public static final int DEFAULT_LIMIT = 100;

  /** One more than asked for, to know whether there are more. */
  public int fetch() {
    return limit + 1;
  }
}
