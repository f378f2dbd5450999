package dev.edgekeep.rules.syntax;

/** A syntax error in an expression. */
public final class SyntaxException extends Exception {
  private final ExpressionProblem problem;

  SyntaxException(ExpressionProblem problem) {
    super(problem.toString(), null, false, false);
    this.problem = problem;
  }

  public ExpressionProblem problem() {
    return problem;
  }
}
