package dev.edgekeep.rules.syntax;

/**
 * A token of the grammar.
 *
 * @param text as written; for strings, the text between the quotes
 */
record Token(Kind kind, String text, Span span) {
  enum Kind {
    /** A name, a keyword, a number or an address, depending on the context. */
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

  /** A description of the token for error messages. */
  String described() {
    return switch (kind) {
      case END -> "the end of the expression";
      case QUOTED, RAW -> "a string";
      case LIST -> "the list $" + text;
      case WORD, SYMBOL -> "\"" + text + "\"";
    };
  }
}
