package dev.edgekeep.rules.syntax;

/**
 * A range of an expression's text.
 *
 * @param start the index of its first character
 * @param end the index after its last character
 */
public record Span(int start, int end) {
  /** From the start of this to the end of {@code last}. */
  public Span to(Span last) {
    return new Span(start, last.end);
  }
}
