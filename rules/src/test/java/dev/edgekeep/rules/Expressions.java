package dev.edgekeep.rules;

import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.syntax.ExpressionProblem;
import java.util.List;

/** Expressions of tests. */
final class Expressions {
  private Expressions() {}

  static RuleExpression read(String text) {
    return switch (RuleExpression.parse(text)) {
      case Reading.Read<RuleExpression>(RuleExpression expression) -> expression;
      case Reading.Unreadable<RuleExpression>(List<ExpressionProblem> problems) ->
          throw new AssertionError(text + ": " + problems);
    };
  }

  static boolean matches(String text, RequestView view) {
    return read(text).matches(view);
  }

  /** The first problem of a text that is no expression, as it is told. */
  static String problem(String text) {
    return problems(text).getFirst().toString();
  }

  static List<ExpressionProblem> problems(String text) {
    return switch (RuleExpression.parse(text)) {
      case Reading.Read<RuleExpression> read ->
          throw new AssertionError(text + " was read as " + read.value());
      case Reading.Unreadable<RuleExpression>(List<ExpressionProblem> problems) -> problems;
    };
  }
}
