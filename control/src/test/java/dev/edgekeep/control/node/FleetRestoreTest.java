package dev.edgekeep.control.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.fleet.message.NodeDirective;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A backup that is restored while nodes and message server go on. */
class FleetRestoreTest extends FleetHarness {
  private Path database() {
    return folder.resolve("edgekeep.db");
  }

  private Path backup() {
    return folder.resolve("backup.db");
  }

  /** Ends the control plane, so that the file of the database is complete. */
  private void backUp() throws IOException {
    control().close();
    Files.copy(database(), backup());
    restartAfter();
  }

  private void restore() throws IOException {
    control().close();
    clock.advance(Duration.ofMinutes(5));
    Files.copy(backup(), database(), StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(folder.resolve("edgekeep.db-wal"));
    Files.deleteIfExists(folder.resolve("edgekeep.db-shm"));
    restartAfter();
  }

  private static long newestEpoch(FeedNode node) {
    return Objects.requireNonNull(node.keys().newest()).epoch();
  }

  @Test
  void nodesFollowADatabaseThatIsOlderThanTheLastRemoval() throws IOException {
    startSite(Databases.SQLITE);
    FeedNode stays = node("edge-1", "default");
    FeedNode leaves = node("edge-2", "default");
    put(api(), "before.example.com", "");
    backUp();
    awaitState(api(), "edge-1", "connected");
    assertThat(api().delete("/nodes/edge-2").status()).isEqualTo(204);
    put(api(), "lost.example.com", "");
    long epoch = newestEpoch(stays);
    assertThat(newestEpoch(leaves)).isLessThan(epoch);

    restore();

    Eventually.await("the backup is in force", () -> !serves(stays, "lost.example.com"));
    assertThat(serves(stays, "before.example.com")).isTrue();
    Eventually.await("a newer key", () -> newestEpoch(stays) > epoch);
    clock.advance(Duration.ofSeconds(31)); // the removed node is in the backup, and is not heard of
    put(api(), "after.example.com", "");
    assertThat(api().delete("/nodes/edge-2").status()).isEqualTo(204);
    Eventually.await(
        "told",
        () ->
            leaves.directives.stream()
                .anyMatch(directive -> directive.state() == NodeDirective.State.REMOVED));
    put(api(), "secret.example.com", "");
    Eventually.await("the newest version", () -> serves(stays, "secret.example.com"));
    assertThat(serves(leaves, "secret.example.com")).isFalse();
    assertThat(stays.versions).isSorted();
  }

  @Test
  void aVersionOfEqualNumberAndOtherContentIsReplaced() throws IOException {
    startSite(Databases.SQLITE);
    FeedNode node = node("edge-1", "default");
    put(api(), "before.example.com", "");
    backUp();
    awaitState(api(), "edge-1", "connected");
    long lost = put(api(), "lost.example.com", "");
    nats().kill();

    restore();
    assertThat(putHost("after.example.com", "").header("X-Deployment"))
        .hasValue(String.valueOf(lost));
    nats().restart();

    Eventually.await("the change after the backup", () -> serves(node, "after.example.com"));
    assertThat(serves(node, "lost.example.com")).isFalse();
  }
}
