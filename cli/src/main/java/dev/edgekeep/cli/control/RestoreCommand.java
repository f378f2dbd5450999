package dev.edgekeep.cli.control;

import dev.edgekeep.control.store.Backup;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code edgekeep control restore}. */
@Command(
    name = "restore",
    description = "Restore the SQLite database of a stopped control plane from a backup.")
public final class RestoreCommand extends StoreCommand {
  @Option(names = "--from", paramLabel = "FILE", required = true, description = "The backup.")
  private Path copy;

  @Option(
      names = "--replace",
      description = "Replace an existing database, and keep it with the suffix .before.")
  private boolean replace;

  @Override
  String run(Path database) throws IOException {
    Backup.restore(copy, database, replace);
    return "%s restored from %s".formatted(database, copy);
  }
}
