package dev.edgekeep.config.value;

import dev.edgekeep.config.document.Node;
import dev.edgekeep.config.document.Node.Mapping;
import dev.edgekeep.config.document.Node.Scalar;
import dev.edgekeep.config.document.Node.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value of a document. Each method reads it as one type; a value of another type is reported, and
 * read as null or as the default. Immutable, but for the problems.
 */
public record Value(Node node, DocumentPath path, Problems problems) {
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,18}");

  public void error(String message) {
    problems.error(path, node.line(), message);
  }

  public void warning(String message) {
    problems.warning(path, node.line(), message);
  }

  public boolean isNothing() {
    return node instanceof Scalar scalar && scalar.isNothing();
  }

  /** This value as a mapping. */
  public @Nullable Section section() {
    if (node instanceof Mapping mapping) {
      return new Section(mapping, path, problems);
    }
    error("expected a mapping, " + found());
    return null;
  }

  /** The items of this value as a list; none when it is not a list. */
  public List<Value> items() {
    if (!(node instanceof Sequence sequence)) {
      error("expected a list, " + found());
      return List.of();
    }
    List<Value> items = new ArrayList<>(sequence.items().size());
    for (Node item : sequence.items()) {
      items.add(new Value(item, path.index(items.size()), problems));
    }
    return items;
  }

  /** This value as text; text that looks like a number needs no quotes. */
  public @Nullable String text() {
    if (node instanceof Scalar scalar && !scalar.isNothing()) {
      return scalar.text();
    }
    error("expected text, " + found());
    return null;
  }

  /** This value as a name: text that is not blank. */
  public @Nullable String name() {
    String text = text();
    if (text != null && text.isBlank()) {
      error("expected a name, found empty text");
      return null;
    }
    return text;
  }

  public boolean flag(boolean otherwise) {
    if (node instanceof Scalar scalar && !scalar.quoted()) {
      switch (scalar.text()) {
        case "true", "True", "TRUE":
          return true;
        case "false", "False", "FALSE":
          return false;
        default:
          break;
      }
    }
    error("expected true or false, " + found());
    return otherwise;
  }

  public long number(Bounds bounds, long otherwise) {
    if (!(node instanceof Scalar scalar)
        || scalar.quoted()
        || !INTEGER.matcher(scalar.text()).matches()) {
      error("expected a whole number %s, %s".formatted(bounds, found()));
      return otherwise;
    }
    long number = Long.parseLong(scalar.text());
    if (!bounds.contains(number)) {
      error("%,d is out of bounds; give a number %s".formatted(number, bounds));
      return otherwise;
    }
    return number;
  }

  /** This value as one of several words. */
  public <T> @Nullable T choice(Map<String, T> choices) {
    String text = text();
    if (text == null) {
      return null;
    }
    T chosen = choices.get(text);
    if (chosen == null) {
      error(
          "%s is not one of %s%s"
              .formatted(
                  Quoted.text(text),
                  String.join(", ", choices.keySet()),
                  Suggestion.nearest(text, choices.keySet())
                      .map(near -> "; did you mean %s?".formatted(Quoted.text(near)))
                      .orElse("")));
    }
    return chosen;
  }

  /** A description of this value, for messages about its type. */
  public String found() {
    return switch (node) {
      case Mapping _ -> "found a mapping";
      case Sequence _ -> "found a list";
      case Scalar scalar when scalar.isNothing() -> "found nothing";
      case Scalar scalar -> "found " + Quoted.text(scalar.text());
    };
  }
}
