package dev.edgekeep.cli.control;

import dev.edgekeep.control.config.ControlConfig;
import dev.edgekeep.control.store.Backup;
import dev.edgekeep.control.store.StoreLocation;
import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code edgekeep control backup}. */
@Command(
    name = "backup",
    description = {
      "Copy the SQLite database of a control plane, which may run meanwhile.",
      "The master key is not in it: keep a copy of that elsewhere. PostgreSQL has pg_dump."
    })
public final class BackupCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The control plane's configuration.")
  private Path config;

  @Option(names = "--to", paramLabel = "FILE", required = true, description = "The file to write.")
  private Path copy;

  @Override
  public Integer call() throws CommandFailure {
    Path database = sqlite(ControlCommand.read(config));
    try {
      Backup.write(database, copy);
    } catch (IOException e) {
      throw CommandFailure.outside(String.valueOf(e.getMessage()));
    }
    spec.commandLine().getOut().println(copy + " is a backup of " + database);
    return 0;
  }

  static Path sqlite(ControlConfig config) throws CommandFailure {
    return switch (config.store()) {
      case StoreLocation.Sqlite sqlite -> sqlite.file();
      case StoreLocation.Postgresql _ ->
          throw CommandFailure.configuration(
              "the store is PostgreSQL: use pg_dump and pg_restore, see docs/operations.md");
    };
  }
}
