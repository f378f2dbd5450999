package dev.edgekeep.cli.edge;

import dev.edgekeep.cli.CommandFailure;
import dev.edgekeep.config.value.Problem;
import dev.edgekeep.snapshot.read.ReadResult;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What to say about a configuration that was read. */
public final class Configuration {
  private Configuration() {}

  /**
   * The snapshot to start with.
   *
   * @throws CommandFailure with all that is wrong
   */
  public static ReadResult.Read require(Path file, ReadResult result) throws CommandFailure {
    return switch (result) {
      case ReadResult.Read read -> read;
      case ReadResult.Refused refused ->
          throw CommandFailure.configuration(
              "%s cannot be served: %s%s"
                  .formatted(
                      file,
                      count(refused.problems()),
                      refused.problems().stream()
                          .map(problem -> "\n  " + problem)
                          .collect(Collectors.joining())));
    };
  }

  /** All problems in one line, for the event log. */
  static String inOneLine(List<Problem> problems) {
    return count(problems)
        + "; the snapshot in force stays: "
        + problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
  }

  private static String count(List<Problem> problems) {
    return problems.size() == 1 ? "one problem" : problems.size() + " problems";
  }
}
