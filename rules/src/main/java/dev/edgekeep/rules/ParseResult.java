package dev.edgekeep.rules;

import dev.edgekeep.rules.syntax.ExpressionProblem;
import java.util.List;

/**
 * The result of parsing a text.
 *
 * @param <T> the parsed value
 */
public sealed interface ParseResult<T> {
  /** The text is valid. */
  record Parsed<T>(T value) implements ParseResult<T> {}

  /**
   * The text is not valid.
   *
   * @param problems at least one, in the order of the text
   */
  record Invalid<T>(List<ExpressionProblem> problems) implements ParseResult<T> {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
