package dev.edgekeep.rules.syntax;

/** A literal value. */
public sealed interface Literal {
  /**
   * A string.
   *
   * @param value its bytes, one character (0 to 255) each
   * @param isRaw whether it was written as {@code r"…"}, and is printed in the same way
   */
  record Text(String value, boolean isRaw) implements Literal {}

  /** A regular expression, with its own escapes. One character for each byte. */
  record Pattern(String value, boolean isRaw) implements Literal {}

  /** A number, an address, a prefix, a range or bytes: the type depends on the other operand. */
  record Word(String text) implements Literal {}

  /** {@code true} or {@code false}. */
  record Truth(boolean value) implements Literal {}
}
