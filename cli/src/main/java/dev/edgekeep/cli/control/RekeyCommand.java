package dev.edgekeep.cli.control;

import dev.edgekeep.control.config.ControlConfig;
import dev.edgekeep.control.secret.Rekeying;
import dev.edgekeep.control.secret.UnsealException;
import dev.edgekeep.control.store.Backup;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.StoreException;
import dev.edgekeep.control.store.StoreLocation;
import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code edgekeep control rekey}. */
@Command(
    name = "rekey",
    description = {
      "Move the database of a stopped control plane to another master key: from a file to a token,"
          + " to another token, or back.",
      "Stop all control planes of the database first, and start them with the new configuration."
          + " The database must have been used by this version."
    })
public final class RekeyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration, YAML or JSON, with the current master key.")
  private Path config;

  @Option(
      names = "--new-config",
      paramLabel = "FILE",
      description = "The same configuration with the other master key.")
  private @Nullable Path newConfig;

  @Option(names = "--to", hidden = true, description = "The old name of --new-config.")
  private @Nullable Path oldTo;

  @Option(
      names = "--backup",
      paramLabel = "FILE",
      description = "The backup to write first; required for SQLite. For PostgreSQL, use pg_dump.")
  private @Nullable Path backup;

  @Override
  public Integer call() throws CommandFailure {
    Path to = newConfig != null ? newConfig : oldTo;
    if (to == null) {
      throw CommandFailure.configuration("use --new-config FILE for the new configuration");
    }
    ControlConfig from = ControlCommand.read(config);
    ControlConfig next = ControlCommand.read(to);
    if (!from.store().equals(next.store())) {
      throw CommandFailure.configuration(
          "%s and %s have different stores; only masterKey may differ".formatted(config, to));
    }
    try {
      backUp(from.store());
      try (Store store = Store.connect(from.store())) {
        int accounts = Rekeying.run(store, from.masterKey(), next.masterKey());
        spec.commandLine()
            .getOut()
            .printf(
                "the secrets of %,d accounts are sealed with the other master key; start with"
                    + " --config %s%n",
                accounts, to);
      }
      return 0;
    } catch (IOException | StoreException | UnsealException e) {
      throw CommandFailure.outside(String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.configuration(String.valueOf(e.getMessage()));
    }
  }

  private void backUp(StoreLocation location) throws CommandFailure, IOException {
    switch (location) {
      case StoreLocation.Sqlite sqlite -> {
        if (backup == null) {
          throw CommandFailure.configuration("name the backup to write first, with --backup FILE");
        }
        Backup.write(sqlite.file(), backup);
      }
      case StoreLocation.Postgresql _ -> {
        if (backup != null) {
          throw CommandFailure.configuration("back up PostgreSQL with pg_dump, without --backup");
        }
      }
    }
  }
}
