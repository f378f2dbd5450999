package dev.edgekeep.cli.control;

import dev.edgekeep.control.store.Backup;
import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code edgekeep control restore}. */
@Command(
    name = "restore",
    description =
        "Put a backup in the place of the SQLite database of a control plane that is ended.")
public final class RestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The control plane's configuration.")
  private Path config;

  @Option(names = "--from", paramLabel = "FILE", required = true, description = "The backup.")
  private Path copy;

  @Option(
      names = "--replace",
      description = "Where a database is: keep it beside the new one, as .before.")
  private boolean replace;

  @Override
  public Integer call() throws CommandFailure {
    Path database = BackupCommand.sqlite(ControlCommand.read(config));
    try {
      Backup.restore(copy, database, replace);
    } catch (IOException e) {
      throw CommandFailure.outside(String.valueOf(e.getMessage()));
    }
    spec.commandLine().getOut().println(database + " is what it was in " + copy);
    return 0;
  }
}
