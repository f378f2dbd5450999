package dev.edgekeep.daemon.command;

import dev.edgekeep.config.value.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** All that is wrong with a configuration, in words. */
public final class ProblemList {
  private ProblemList() {}

  /** How many, and then each on a line of its own. */
  public static String inLines(List<Problem> problems) {
    return count(problems)
        + problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining());
  }

  /**
   * All in one line, for the event log.
   *
   * @param consequence what becomes of it, as {@code the snapshot in force stays}
   */
  public static String inOneLine(List<Problem> problems, String consequence) {
    return count(problems)
        + "; "
        + consequence
        + ": "
        + problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
  }

  private static String count(List<Problem> problems) {
    return problems.size() == 1 ? "one problem" : problems.size() + " problems";
  }
}
