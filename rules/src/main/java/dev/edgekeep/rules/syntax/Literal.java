package dev.edgekeep.rules.syntax;

/** A value as it is written. */
public sealed interface Literal {
  /**
   * A string.
   *
   * @param value its bytes, one character (0 to 255) each
   * @param isRaw whether it was written {@code r"…"}, and is printed so
   */
  record Text(String value, boolean isRaw) implements Literal {}

  /** A regular expression, its escapes left to it. One character for each byte. */
  record Pattern(String value, boolean isRaw) implements Literal {}

  /** A number, an address, a prefix, a range, bytes: its type is decided by what is beside it. */
  record Word(String text) implements Literal {}

  /** {@code true} or {@code false}. */
  record Truth(boolean value) implements Literal {}
}
