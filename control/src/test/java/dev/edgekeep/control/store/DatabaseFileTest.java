package dev.edgekeep.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.config.material.Secret;
import dev.edgekeep.control.secret.MasterKeySource;
import dev.edgekeep.control.secret.UnsealException;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.RecordingNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database is used by one control plane, and one that was lost or damaged is not begun again. */
class DatabaseFileTest extends ControlHarness {
  private MasterKeySource key = super.masterKey();

  @Override
  protected MasterKeySource masterKey() {
    return key;
  }

  private Path database() {
    return folder.resolve("edgekeep.db");
  }

  private static void open(Path file) {
    Store.open(new StoreLocation.Sqlite(file)).close();
  }

  private static void refuses(ThrowingCallable opening, String... sentence) {
    assertThatThrownBy(opening)
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(sentence);
  }

  @Test
  void aSecondControlPlaneOverTheSameFileDoesNotStart() throws Exception {
    start(Databases.SQLITE);
    String pid = Long.toString(ProcessHandle.current().pid());
    refuses(() -> startAnother(new RecordingNode("other")), "is in use by", pid);
    Path link = Files.createSymbolicLink(folder.resolve("link.db"), database());
    refuses(() -> open(link), "is in use by");
    Path other = Files.createSymbolicLink(folder.resolve("other"), folder).resolve("edgekeep.db");
    refuses(() -> open(other), "is in use by");
    stop();
    open(link);
  }

  @Test
  void aSecondNameOfTheFileIsRefused() throws Exception {
    start(Databases.SQLITE);
    Path second = Files.createLink(folder.resolve("second.db"), database());
    refuses(() -> open(second), "a second name");
    stop();
    refuses(() -> open(database()), "a second name");
    Files.delete(second);
    open(database());
  }

  @Test
  void theLockOfAProcessThatWasKilledHoldsNobodyUp() throws Exception {
    start(Databases.SQLITE);
    stop();
    Files.writeString(folder.resolve("edgekeep.db.lock"), "4194304\n");
    open(database());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDatabaseThatWasLostIsNotBegunAgain(boolean isEmpty) throws Exception {
    start(Databases.SQLITE);
    stop();
    Files.delete(database());
    if (isEmpty) {
      Files.createFile(database());
    }
    refuses(
        () -> open(database()),
        isEmpty ? "is empty" : "is missing",
        "edgekeep control restore",
        "edgekeep.db.begun");
    Files.deleteIfExists(database());
    Files.delete(folder.resolve("edgekeep.db.begun"));
    open(database());
  }

  @Test
  void aDatabaseThatWasCutOffIsRefused() throws Exception {
    start(Databases.SQLITE);
    stop();
    try (FileChannel channel = FileChannel.open(database(), StandardOpenOption.WRITE)) {
      channel.truncate(8_192);
    }
    refuses(() -> open(database()), "is damaged", "8,192 bytes", "edgekeep control restore");
  }

  @Test
  void whatIsNoDatabaseIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "no database ".repeat(20));
    refuses(() -> open(text), "is damaged: it is no SQLite database");
    refuses(() -> open(folder), "it is a directory");
    refuses(() -> open(folder.resolve("none/edgekeep.db")), "the folder", "is missing");
    Path link = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
    refuses(() -> open(link), "a symbolic link to a file that is missing");
  }

  @Test
  void aDatabaseOfANewerVersionIsRefused() throws Exception {
    start(Databases.SQLITE);
    stop();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE schema_history SET version = '9999', installed_rank = 9999 WHERE version = '5'");
      statement.execute(
          "INSERT INTO schema_history SELECT 5, '5', description, type, script, checksum,"
              + " installed_by, installed_on, execution_time, success FROM schema_history"
              + " WHERE version = '9999'");
    }
    refuses(() -> open(database()), "a newer version of Edgekeep", "9999");
  }

  @Test
  void anotherMasterKeyIsSaidAtTheStart() {
    start(Databases.SQLITE);
    key = new MasterKeySource.Plain(new Secret.Given("ff".repeat(32)));
    assertThatThrownBy(this::restart)
        .isInstanceOf(UnsealException.class)
        .hasMessageContaining("the master key is not the one that the database was made with");
    key = super.masterKey();
    assertThat(restart().get("/sites").status()).isEqualTo(200);
  }
}
