package dev.edgekeep.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code edgekeep control rekey} moves a database to another master key. */
class RekeyCommandTest {
  @TempDir private Path folder;

  private Path old = Path.of("");
  private Path next = Path.of("");

  @BeforeEach
  void configurations() throws IOException {
    Files.writeString(folder.resolve("old.key"), "0a".repeat(32) + "\n");
    Files.writeString(folder.resolve("new.key"), "0b".repeat(32) + "\n");
    old = configuration("old", "edgekeep.db");
    next = configuration("new", "edgekeep.db");
  }

  private Path configuration(String name, String database) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        version: 1
        api: {address: "127.0.0.1:0"}
        store: {sqlite: %s}
        masterKey: {file: %s.key}
        adminToken: admin.token
        """
            .formatted(database, name));
  }

  @Test
  void theDatabaseStartsWithTheOtherKeyAndTheBackupWithTheOldOne() throws Exception {
    start(old);
    Path backup = folder.resolve("before.db");
    CommandRun run = rekey(next, "--backup", backup.toString());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("the secrets of 1 accounts");
    start(next);
    assertThat(refusal(old)).contains("the master key is not the one");
    Files.move(backup, folder.resolve("copy.db"));
    start(configuration("old", "copy.db"));
  }

  @Test
  void itBacksUpFirstAndKeepsTheStore() throws Exception {
    start(old);
    CommandRun without = rekey(next);
    assertThat(without.status()).isEqualTo(2);
    assertThat(without.err()).contains("--backup FILE");
    Path elsewhere = configuration("new", "other.db");
    CommandRun other = rekey(elsewhere, "--backup", folder.resolve("b.db").toString());
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("different stores");
    start(configuration("old", "edgekeep.db"));
  }

  @Test
  void aRunningControlPlaneIsNotDisturbed() throws Exception {
    try (ControlProcess _ = ControlProcess.start(ControlCommand.read(old))) {
      assertThat(rekey(next, "--backup", folder.resolve("b.db").toString()).status()).isEqualTo(3);
    }
    start(old);
  }

  private static void start(Path config) throws CommandFailure {
    ControlProcess.start(ControlCommand.read(config)).close();
  }

  private static String refusal(Path config) {
    try {
      start(config);
      return "";
    } catch (CommandFailure e) {
      return String.valueOf(e.getMessage());
    }
  }

  private CommandRun rekey(Path to, String... more) {
    List<String> arguments = new ArrayList<>(List.of("control", "rekey"));
    arguments.addAll(List.of("--config", old.toString(), "--to", to.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
