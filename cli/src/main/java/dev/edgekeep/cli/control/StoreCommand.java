package dev.edgekeep.cli.control;

import dev.edgekeep.control.store.StoreLocation;
import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that works on the SQLite database of a control plane. One thread. */
abstract class StoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration, YAML or JSON.")
  private Path config;

  /**
   * Does the work.
   *
   * @return the sentence to print
   */
  abstract String run(Path database) throws IOException, CommandFailure;

  @Override
  public final Integer call() throws CommandFailure {
    Path database =
        switch (ControlCommand.read(config).store()) {
          case StoreLocation.Sqlite sqlite -> sqlite.file();
          case StoreLocation.Postgresql _ ->
              throw CommandFailure.configuration(
                  "the store is PostgreSQL; use pg_dump and pg_restore, see docs/operations.md");
        };
    try {
      spec.commandLine().getOut().println(run(database));
      return 0;
    } catch (IOException e) {
      throw CommandFailure.outside(String.valueOf(e.getMessage()));
    }
  }
}
