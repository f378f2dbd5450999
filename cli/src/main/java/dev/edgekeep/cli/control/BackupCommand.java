package dev.edgekeep.cli.control;

import dev.edgekeep.control.store.Backup;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code edgekeep control backup}. */
@Command(
    name = "backup",
    description = {
      "Back up the SQLite database of a control plane, which may be running.",
      "The backup does not contain the master key: keep a copy of it elsewhere. For PostgreSQL, use"
          + " pg_dump."
    })
public final class BackupCommand extends StoreCommand {
  @Option(names = "--to", paramLabel = "FILE", required = true, description = "The file to write.")
  private Path copy;

  @Override
  String run(Path database) throws IOException {
    Backup.write(database, copy);
    return "%s is a backup of %s".formatted(copy, database);
  }
}
