package dev.edgekeep.config.document;

import java.util.List;

/** A part of a document, with its line, from 1. Immutable. */
public sealed interface Node {
  public int line();

  /**
   * Text, a number, a boolean or null.
   *
   * @param quoted whether quotes or a YAML block mark it as text
   */
  record Scalar(String text, boolean quoted, int line) implements Node {
    /** Returns whether this is null: a key without a value, or an explicit null. */
    public boolean isNothing() {
      return !quoted
          && switch (text) {
            case "", "~", "null", "Null", "NULL" -> true;
            default -> false;
          };
    }
  }

  /** Keys and values in the order of the document, which may have duplicate keys. */
  record Mapping(List<Entry> entries, int line) implements Node {}

  /** A list. */
  record Sequence(List<Node> items, int line) implements Node {}

  /** One key of a mapping. */
  record Entry(String key, int line, Node value) {}
}
