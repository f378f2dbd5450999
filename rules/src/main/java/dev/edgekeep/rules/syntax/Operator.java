package dev.edgekeep.rules.syntax;

import org.jspecify.annotations.Nullable;

/** An operator that compares a value with a literal. */
public enum Operator {
  EQ("eq", "=="),
  NE("ne", "!="),
  LT("lt", "<"),
  LE("le", "<="),
  GT("gt", ">"),
  GE("ge", ">="),
  CONTAINS("contains", null),
  MATCHES("matches", "~"),
  WILDCARD("wildcard", null),
  STRICT_WILDCARD("strict wildcard", null),
  BITWISE_AND("bitwise_and", "&"),
  IN("in", null);

  private final String word;
  private final @Nullable String symbol;

  Operator(String word, @Nullable String symbol) {
    this.word = word;
    this.symbol = symbol;
  }

  /** The printed form. */
  public String word() {
    return word;
  }

  /**
   * The operator with this spelling, or null; {@code strict} stands for {@code strict wildcard}.
   */
  static @Nullable Operator of(Token token) {
    for (Operator operator : values()) {
      if (token.isWord(operator.word)
          || (operator.symbol != null && token.isSymbol(operator.symbol))) {
        return operator;
      }
    }
    return token.isWord("strict") ? STRICT_WILDCARD : null;
  }
}
