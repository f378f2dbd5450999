package dev.edgekeep.rules.evaluate;

import org.jspecify.annotations.Nullable;

/** A compiled expression with a value of any type. Immutable; any thread. */
@FunctionalInterface
interface ValueSource {
  /**
   * A String, Long, Boolean, IpAddress, List or Map; null if absent. An empty array or map is
   * absent.
   */
  @Nullable Object of(RequestView view, @Nullable Object element);
}
