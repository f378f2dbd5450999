package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.HostPattern;
import org.jspecify.annotations.Nullable;

/** Host names where a document has them. */
final class HostNames {
  private HostNames() {}

  /** The pattern in a value; null, with an error, when it is not one. */
  static @Nullable HostPattern read(Value value) {
    String text = value.text();
    return text == null ? null : read(text, value);
  }

  /** The name in a value; null, with an error, when it is not one or is a wildcard. */
  static @Nullable String single(Value value) {
    String text = value.text();
    return text == null ? null : single(text, value);
  }

  /** The name in a text; null, with an error at {@code at}, when it is not one or is a wildcard. */
  static @Nullable String single(String text, Value at) {
    HostPattern name = read(text, at);
    if (name != null && name.isWildcard()) {
      at.error("%s stands for many names; give one".formatted(Quoted.text(text)));
      return null;
    }
    return name == null ? null : name.name();
  }

  /** The pattern in a text; null, with an error at {@code at}, when it is not one. */
  static @Nullable HostPattern read(String text, Value at) {
    try {
      return HostPattern.of(text);
    } catch (IllegalArgumentException e) {
      at.error("%s is not a host name: %s".formatted(Quoted.text(text), e.getMessage()));
      return null;
    }
  }
}
