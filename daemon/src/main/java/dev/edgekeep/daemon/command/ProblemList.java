package dev.edgekeep.daemon.command;

import java.util.List;
import java.util.stream.Collectors;

/** All that is wrong with a configuration, in words. */
public final class ProblemList {
  private ProblemList() {}

  /** How many, and then each, as its {@code toString} says it, on a line of its own. */
  public static String inLines(List<?> problems) {
    return count(problems)
        + problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining());
  }

  /**
   * All in one line, for the event log.
   *
   * @param consequence what becomes of it, as {@code the snapshot in force stays}
   */
  public static String inOneLine(List<?> problems, String consequence) {
    return count(problems)
        + "; "
        + consequence
        + ": "
        + problems.stream().map(String::valueOf).collect(Collectors.joining("; "));
  }

  private static String count(List<?> problems) {
    return problems.size() == 1 ? "one problem" : problems.size() + " problems";
  }
}
