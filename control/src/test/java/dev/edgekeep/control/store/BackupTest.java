package dev.edgekeep.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** A backup is made while the control plane runs, and is put back when it does not. */
class BackupTest extends ControlHarness {
  private Path database() {
    return folder.resolve("edgekeep.db");
  }

  @Test
  void whatWasThereAtTheTimeOfTheBackupIsThereAgain() throws Exception {
    ApiClient api = start(Databases.SQLITE);
    api.post("/sites", "{\"name\": \"before.example\"}");
    Path copy = folder.resolve("copy.db");
    Backup.write(database(), copy);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
        .isEqualTo("rw-------");
    api.post("/sites", "{\"name\": \"after.example\"}");
    control().close();
    Backup.restore(copy, database(), true);
    ApiClient again = restart();
    assertThat(again.get("/sites/before.example").status()).isEqualTo(200);
    assertThat(again.get("/sites/after.example").status()).isEqualTo(404);
    assertThat(folder.resolve("edgekeep.db.before")).exists();
  }

  @Test
  void aDatabaseIsReplacedOnlyWhenThatIsMeantAndNobodyUsesIt() throws Exception {
    start(Databases.SQLITE);
    Path copy = folder.resolve("copy.db");
    Backup.write(database(), copy);
    assertThatThrownBy(() -> Backup.restore(copy, database(), false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is there already");
    assertThatThrownBy(() -> Backup.restore(copy, database(), true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is in use");
    assertThat(restart().get("/sites").status()).isEqualTo(200);
  }

  @Test
  void whatIsNoBackupIsRefused() throws Exception {
    Path nonsense = Files.writeString(folder.resolve("nonsense"), "nonsense".repeat(1_000));
    assertThatThrownBy(() -> Backup.restore(nonsense, database(), false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no backup");
    assertThat(database()).doesNotExist();
  }

  @Test
  void aBackupDoesNotOverwrite() throws Exception {
    start(Databases.SQLITE);
    Path copy = Files.writeString(folder.resolve("mine"), "mine");
    assertThatThrownBy(() -> Backup.write(database(), copy)).hasMessageContaining("already");
    assertThat(copy).hasContent("mine");
  }
}
