package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.HostPattern;
import org.jspecify.annotations.Nullable;

/** Host names where a document has them. */
final class HostNames {
  private HostNames() {}

  /** The pattern that a value is; null, and told, when it is none. */
  static @Nullable HostPattern read(Value value) {
    String text = value.text();
    return text == null ? null : read(text, value);
  }

  /** The one name that a value is; null, and told, when it is none or stands for many. */
  static @Nullable String single(Value value) {
    String text = value.text();
    return text == null ? null : single(text, value);
  }

  /** The one name that a text is; what is wrong with it is told of {@code at}. */
  static @Nullable String single(String text, Value at) {
    HostPattern name = read(text, at);
    if (name != null && name.isWildcard()) {
      at.error("%s stands for many names; give one".formatted(Quoted.text(text)));
      return null;
    }
    return name == null ? null : name.name();
  }

  /** The pattern that a text is; what is wrong with it is told of {@code at}. */
  static @Nullable HostPattern read(String text, Value at) {
    try {
      return HostPattern.of(text);
    } catch (IllegalArgumentException e) {
      at.error("%s is not a host name: %s".formatted(Quoted.text(text), e.getMessage()));
      return null;
    }
  }
}
