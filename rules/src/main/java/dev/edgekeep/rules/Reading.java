package dev.edgekeep.rules;

import dev.edgekeep.rules.syntax.ExpressionProblem;
import java.util.List;

/**
 * What came of reading a text.
 *
 * @param <T> what is read
 */
public sealed interface Reading<T> {
  /** It is one. */
  record Read<T>(T value) implements Reading<T> {}

  /**
   * It is none.
   *
   * @param problems at least one, in the order of the text
   */
  record Unreadable<T>(List<ExpressionProblem> problems) implements Reading<T> {
    public Unreadable {
      problems = List.copyOf(problems);
    }
  }
}
