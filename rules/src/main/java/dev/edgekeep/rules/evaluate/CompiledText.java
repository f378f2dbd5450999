package dev.edgekeep.rules.evaluate;

import dev.edgekeep.rules.type.Type;
import dev.edgekeep.rules.type.Typed;
import org.jspecify.annotations.Nullable;

/** A compiled expression with a single value, as text. Immutable; any thread. */
public final class CompiledText {
  private final TextSource source;

  private CompiledText(TextSource source) {
    this.source = source;
  }

  public static CompiledText of(Typed tree) {
    if (tree.type() == Type.Scalar.STRING) {
      return new CompiledText(Values.text(tree));
    }
    ValueSource source = Values.of(tree);
    return new CompiledText((view, element) -> {
      Object value = source.of(view, element);
      return value == null ? null : Values.printed(value);
    });
  }

  /** The value for a request; null if absent. */
  public @Nullable String value(RequestView view) {
    return source.of(view, null);
  }
}
