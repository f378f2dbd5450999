package dev.edgekeep.rules.type;

import dev.edgekeep.rules.syntax.ExpressionProblem;
import java.util.List;

/** What came of checking a tree. */
public sealed interface Checked {
  /**
   * The tree means something.
   *
   * @param warnings what is allowed and probably not meant
   */
  record Good(Typed tree, List<ExpressionProblem> warnings) implements Checked {}

  /** It means nothing, for these reasons, in the order of the text. */
  record Bad(List<ExpressionProblem> problems) implements Checked {}
}
