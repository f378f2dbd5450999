package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.RuleAction;
import org.jspecify.annotations.Nullable;

/** Reads the actions that change headers. */
final class HeaderActionReader {
  private HeaderActionReader() {}

  static @Nullable RuleAction set(Section parameters, boolean isNested, boolean ofRequest) {
    String name = name(parameters, isNested);
    // Beside a rule's own expression it is another key.
    String expression = isNested ? "expression" : "valueExpression";
    RuleAction.Text value =
        ActionReader.text(parameters, "value", expression, "give the value, or " + expression);
    if (name == null || value == null) {
      return null;
    }
    return ofRequest
        ? new RuleAction.SetRequestHeader(name, value)
        : new RuleAction.SetResponseHeader(name, value);
  }

  static @Nullable RuleAction remove(Section parameters, boolean isNested, boolean ofRequest) {
    String name = name(parameters, isNested);
    if (name == null) {
      return null;
    }
    return ofRequest
        ? new RuleAction.RemoveRequestHeader(name)
        : new RuleAction.RemoveResponseHeader(name);
  }

  /** The header; beside a rule's own name it is another key. */
  private static @Nullable String name(Section parameters, boolean isNested) {
    String key = isNested ? "name" : "header";
    Value value = parameters.require(key, "give the header, as X-Client");
    String name = value == null ? null : value.text();
    if (value == null || name == null) {
      return null;
    }
    if (!ForwardPolicy.isHeaderName(name)) {
      value.error("%s is not a header name".formatted(Quoted.text(name)));
      return null;
    }
    if (ReservedHeaders.contains(name)) {
      value.error("%s is the edge's own; give another header".formatted(name));
      return null;
    }
    return name;
  }

  /** A text that may stand in a header (RFC 9110 §5.5). */
  static @Nullable String value(Value value) {
    String text = value.text();
    if (text != null && text.chars().anyMatch(c -> (c < 0x20 && c != '\t') || c >= 0x7f)) {
      value.error(
          text.chars().anyMatch(c -> c > 0x7f)
              ? "a header's value has ASCII characters only; escape the others as %HH"
              : "a header's value has no control characters");
      return null;
    }
    return text;
  }
}
