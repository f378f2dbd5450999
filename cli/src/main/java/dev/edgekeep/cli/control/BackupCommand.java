package dev.edgekeep.cli.control;

import dev.edgekeep.control.store.Backup;
import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
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
  @Option(names = "--out", paramLabel = "FILE", description = "Write the backup to this file.")
  private @Nullable Path out;

  @Option(names = "--to", hidden = true, description = "The old name of --out.")
  private @Nullable Path to;

  @Override
  String run(Path database) throws IOException, CommandFailure {
    Path copy = out != null ? out : to;
    if (copy == null) {
      throw CommandFailure.configuration("no file given for the backup; use --out FILE");
    }
    Backup.write(database, copy);
    return "%s is a backup of %s".formatted(copy, database);
  }
}
