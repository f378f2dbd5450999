package dev.edgekeep.rules;

import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.syntax.ExpressionProblem;
import java.util.List;

/** Creates expressions for tests. */
final class Expressions {
  private Expressions() {}

  static RuleExpression read(String text) {
    return switch (RuleExpression.parse(text)) {
      case ParseResult.Parsed<RuleExpression>(RuleExpression expression) -> expression;
      case ParseResult.Invalid<RuleExpression>(List<ExpressionProblem> problems) ->
          throw new AssertionError(text + ": " + problems);
    };
  }

  static boolean matches(String text, RequestView view) {
    return read(text).matches(view);
  }

  /** The message of the first problem in an invalid text. */
  static String problem(String text) {
    return problems(text).getFirst().toString();
  }

  static List<ExpressionProblem> problems(String text) {
    return switch (RuleExpression.parse(text)) {
      case ParseResult.Parsed<RuleExpression> read ->
          throw new AssertionError(text + " was read as " + read.value());
      case ParseResult.Invalid<RuleExpression>(List<ExpressionProblem> problems) -> problems;
    };
  }
}
