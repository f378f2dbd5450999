package dev.edgekeep.rules.syntax;

/** What joins conditions, the loosest first. */
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

  /** As it is printed. */
  public String word() {
    return word;
  }

  boolean is(Token token) {
    return token.isWord(word) || token.isSymbol(symbol);
  }
}
