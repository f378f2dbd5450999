package dev.edgekeep.rules.syntax;

/**
 * An error or warning about an expression, with its position.
 *
 * @param offset the index of the character, from 0
 * @param line from 1
 * @param column the character in its line, from 1
 * @param message what was found, what was expected, and a suggestion if there is one
 */
public record ExpressionProblem(int offset, int line, int column, String message) {
  /** A problem at a position in {@code text}. */
  public static ExpressionProblem at(String text, int offset, String message) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < Math.min(offset, text.length()); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new ExpressionProblem(offset, line, offset - lineStart + 1, message);
  }

  @Override
  public String toString() {
    return "line %d, column %d: %s".formatted(line, column, message);
  }
}
