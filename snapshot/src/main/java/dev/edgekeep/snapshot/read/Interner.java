package dev.edgekeep.snapshot.read;

import java.util.HashMap;
import java.util.Map;

/** Makes equal values one, so that 100,000 hosts with one policy hold it once. */
final class Interner {
  private final Map<Object, Object> values = new HashMap<>();

  @SuppressWarnings("unchecked") // a value is filed under itself, and so has the type of its key
  <T> T intern(T value) {
    return (T) values.computeIfAbsent(value, same -> same);
  }
}
