package dev.edgekeep.rules.syntax;

/** Operators that join conditions, in order of increasing precedence. */
public enum Connective {
  OR("or", "||"),
  XOR("xor", "^^"),
  AND("and", "&&");

  private final String word;
  private final String symbol;

  Connective(String word, String symbol) {
    this.word = word;
    this.symbol = symbol;
  }

  /** The printed form. */
  public String word() {
    return word;
  }

  boolean is(Token token) {
    return token.isWord(word) || token.isSymbol(symbol);
  }
}
