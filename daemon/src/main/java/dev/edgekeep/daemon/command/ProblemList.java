package dev.edgekeep.daemon.command;

import java.util.List;
import java.util.stream.Collectors;

/** The problems of a configuration, in words. */
public final class ProblemList {
  private ProblemList() {}

  /** Their number, and then the {@code toString} of each on a separate line. */
  public static String inLines(List<?> problems) {
    return count(problems)
        + problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining());
  }

  /**
   * All problems in one line, for the event log.
   *
   * @param consequence the result of the problems, as in {@code the snapshot in force stays}
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
