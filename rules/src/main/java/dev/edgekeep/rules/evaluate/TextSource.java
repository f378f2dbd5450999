package dev.edgekeep.rules.evaluate;

import org.jspecify.annotations.Nullable;

/** A compiled expression whose value is a string. Immutable; any thread. */
@FunctionalInterface
interface TextSource {
  /** The string; null if absent. */
  @Nullable String of(RequestView view, @Nullable Object element);
}
