package dev.edgekeep.rules.evaluate;

import dev.edgekeep.rules.type.Typed;
import org.jspecify.annotations.Nullable;

/** A checked expression whose value is a string. Immutable; any thread. */
public final class CompiledText {
  private final TextSource source;

  private CompiledText(TextSource source) {
    this.source = source;
  }

  public static CompiledText of(Typed tree) {
    return new CompiledText(Values.text(tree));
  }

  /** Its value for a request; null when it is absent. */
  public @Nullable String value(RequestView view) {
    return source.of(view, null);
  }
}
