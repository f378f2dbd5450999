package dev.edgekeep.rules.syntax;

/**
 * A piece that the grammar knows.
 *
 * @param text as written; of strings, what stands between the quotes
 */
record Token(Kind kind, String text, Span span) {
  enum Kind {
    /** A name, a keyword, a number, an address: which one, its place decides. */
    WORD,
    QUOTED,
    RAW,
    LIST,
    SYMBOL,
    END
  }

  boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equals(word);
  }

  /** For an error: what stands here. */
  String described() {
    return switch (kind) {
      case END -> "the end of the expression";
      case QUOTED, RAW -> "a string";
      case LIST -> "the list $" + text;
      case WORD, SYMBOL -> "\"" + text + "\"";
    };
  }
}
