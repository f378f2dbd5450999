package dev.edgekeep.rules.evaluate;

import org.jspecify.annotations.Nullable;

/** A compiled condition. Immutable; any thread. */
@FunctionalInterface
interface Condition {
  /**
   * @param element the current element inside {@code any} and {@code all}, otherwise null
   */
  boolean test(RequestView view, @Nullable Object element);
}
