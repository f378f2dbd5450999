package dev.edgekeep.snapshot.template;

import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Suggestion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text for a header's value with facts in it: {@code ${client.serial}}; {@code $$} is a dollar
 * sign. Two templates are equal if they are written alike. Immutable; any thread.
 */
public final class Template {
  /** The length of a template, in characters. */
  public static final Bounds LENGTH = new Bounds(1, 1_000);

  private final String text;
  private final List<Part> parts;
  private final boolean isOfRequest;

  private sealed interface Part {}

  private record Literal(String text) implements Part {}

  private record Insertion(Fact fact) implements Part {}

  /** The current values of facts. */
  @FunctionalInterface
  public interface Values {
    /** Visible ASCII and spaces; null if it is unknown. */
    @Nullable CharSequence of(Fact fact);
  }

  private Template(String text, List<Part> parts) {
    this.text = text;
    this.parts = List.copyOf(parts);
    this.isOfRequest =
        parts.stream().anyMatch(part -> part instanceof Insertion(Fact fact) && fact.isOfRequest());
  }

  /**
   * Parses a template.
   *
   * @throws IllegalArgumentException when it is invalid, with the position from 1 and what to do
   */
  public static Template of(String text) {
    if (!LENGTH.contains(text.length())) {
      throw new IllegalArgumentException(
          "%,d characters; give a number %s".formatted(text.length(), LENGTH));
    }
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith("${", at)) {
        int close = text.indexOf('}', at);
        if (close < 0) {
          throw problem(at, "this ${ has no }; close it, or write $$ for a dollar sign");
        }
        if (!literal.isEmpty()) {
          parts.add(new Literal(literal.toString()));
          literal.setLength(0);
        }
        parts.add(new Insertion(fact(at, text.substring(at + 2, close))));
        at = close + 1;
      } else {
        literal.append(visible(at, text.charAt(at)));
        at += text.startsWith("$$", at) ? 2 : 1;
      }
    }
    if (!literal.isEmpty()) {
      parts.add(new Literal(literal.toString()));
    }
    return new Template(text, parts);
  }

  private static Fact fact(int at, String name) {
    Fact fact = Fact.byLabel().get(name);
    if (fact == null) {
      String suggestion =
          Suggestion.nearest(name, Fact.byLabel().keySet())
              .map(near -> "did you mean %s?".formatted(Quoted.text(near)))
              .orElse("there are " + String.join(", ", Fact.byLabel().keySet()));
      throw problem(at, "there is no fact %s; %s".formatted(Quoted.text(name), suggestion));
    }
    return fact;
  }

  private static char visible(int at, char c) {
    if (c < 0x20 || c >= 0x7f) {
      throw problem(
          at, "a header's value has visible ASCII characters only; escape the others as %HH");
    }
    return c;
  }

  private static IllegalArgumentException problem(int at, String message) {
    return new IllegalArgumentException("at character %d: %s".formatted(at + 1, message));
  }

  /** Returns whether the value may be another one for each request of a connection. */
  public boolean isOfRequest() {
    return isOfRequest;
  }

  /** The text with the facts in it; null when one of them is unknown. */
  public @Nullable CharSequence value(Values values) {
    if (parts.size() == 1) {
      return value(parts.getFirst(), values);
    }
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      CharSequence part = value(parts.get(i), values);
      if (part == null) {
        return null;
      }
      value.append(part);
    }
    return value;
  }

  private static @Nullable CharSequence value(Part part, Values values) {
    return switch (part) {
      case Literal(String literal) -> literal;
      case Insertion(Fact fact) -> values.of(fact);
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Template that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
