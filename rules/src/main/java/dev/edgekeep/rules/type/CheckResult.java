package dev.edgekeep.rules.type;

import dev.edgekeep.rules.syntax.ExpressionProblem;
import java.util.List;

/** The result of checking a tree. */
public sealed interface CheckResult {
  /**
   * The tree is valid.
   *
   * @param warnings likely mistakes
   */
  record Valid(Typed tree, List<ExpressionProblem> warnings) implements CheckResult {}

  /** The tree is invalid; problems are in the order of the text. */
  record Invalid(List<ExpressionProblem> problems) implements CheckResult {}
}
