package dev.edgekeep.cli.edge;

import dev.edgekeep.config.document.ConfigurationKind;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.daemon.command.ProblemList;
import dev.edgekeep.snapshot.read.ReadResult;
import java.nio.file.Path;

/** Reports the problems of an edge configuration. */
public final class Configuration {
  private Configuration() {}

  /**
   * The snapshot of a valid configuration.
   *
   * @throws CommandFailure with all problems
   */
  public static ReadResult.Read require(Path file, ReadResult result) throws CommandFailure {
    return switch (result) {
      case ReadResult.Read read -> read;
      case ReadResult.Refused refused ->
          throw CommandFailure.configuration(
              "%s cannot be served: %s%s"
                  .formatted(
                      file,
                      ProblemList.inLines(refused.problems()),
                      ConfigurationKind.hint(file, ConfigurationKind.EDGE)));
    };
  }
}
