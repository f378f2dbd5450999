package dev.edgekeep.config.document;

import java.util.List;

/** A part of a document. Lines count from 1. */
public sealed interface Node {
  public int line();

  /**
   * A text, number, truth value or nothing.
   *
   * @param quoted whether it was marked as text: by quotes, or as a YAML block
   */
  record Scalar(String text, boolean quoted, int line) implements Node {
    /** Whether this is a key without a value, or an explicit null. */
    public boolean isNothing() {
      return !quoted
          && switch (text) {
            case "", "~", "null", "Null", "NULL" -> true;
            default -> false;
          };
    }
  }

  /** Keys and values in the order of the text; a key may be there twice. */
  record Mapping(List<Entry> entries, int line) implements Node {}

  /** A list. */
  record Sequence(List<Node> items, int line) implements Node {}

  /** One key of a mapping. */
  record Entry(String key, int line, Node value) {}
}
