package dev.edgekeep.cli.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.fleet.message.NodeDirective.State;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes of a fleet with a real message server: what they serve, refuse, keep and survive. */
class FleetEdgeTest {
  @TempDir private Path folder;
  private TestFleet fleet;

  @BeforeEach
  void begin() throws Exception {
    fleet = new TestFleet(folder);
  }

  @AfterEach
  void end() throws Exception {
    fleet.close();
  }

  @Test
  void aHostIsServedByAllNodesAndASessionOfOneIsResumedOnAnother() throws Exception {
    fleet.join("edge-1");
    fleet.join("edge-2");
    fleet.publish(fleet.snapshot("a.example"));
    fleet.tickets(Instant.now().minusSeconds(60));
    TestFleet.Node one = fleet.start("edge-1");
    TestFleet.Node two = fleet.start("edge-2");
    fleet.awaitVersion(1, one, two);
    String session = folder.resolve("session.pem").toString();
    assertThat(one.get("-tls1_2", "-sess_out", session))
        .contains("served")
        .contains("New, TLSv1.2");
    assertThat(two.get("-tls1_2", "-sess_in", session))
        .contains("served")
        .contains("Reused, TLSv1.2");
  }

  @Test
  void aRevocationAheadOfItsVersionIsInForceAndOutlivesARestartWithoutTheFeed() throws Exception {
    fleet.join("edge-1");
    fleet.publish(fleet.snapshot("a.example"));
    TestFleet.Node node = fleet.start("edge-1");
    fleet.awaitVersion(1, node);
    assertThat(node.get()).contains("served");
    fleet.revokeAhead();
    Eventually.await(
        "the client is refused", () -> node.get().contains("alert certificate revoked"));
    node.close();
    fleet.server.kill();
    TestFleet.Node again = fleet.start("edge-1");
    assertThat(again.get()).contains("alert certificate revoked").doesNotContain("served");
  }

  @Test
  void theVersionOfARevocationReplacesIt() throws Exception {
    fleet.join("edge-1");
    Snapshot first = fleet.snapshot("a.example");
    fleet.publish(first);
    TestFleet.Node node = fleet.start("edge-1");
    fleet.awaitVersion(1, node);
    fleet.revokeAhead();
    Eventually.await(
        "the client is refused", () -> node.get().contains("alert certificate revoked"));
    fleet.publish(first.withRevokedSerials("partners", fleet.serial()));
    fleet.awaitVersion(2, node);
    assertThat(node.get()).contains("alert certificate revoked");
    fleet.publish(first);
    fleet.awaitVersion(3, node);
    assertThat(node.get()).as("active again").contains("served");
  }

  @Test
  void aNodeBeginsFromItsDiskWithoutTheFeedAndCatchesUpLater() throws Exception {
    fleet.join("edge-1");
    fleet.publish(fleet.snapshot("a.example"));
    TestFleet.Node node = fleet.start("edge-1");
    fleet.awaitVersion(1, node);
    fleet.publish(fleet.snapshot("a.example", "b.example"));
    fleet.awaitVersion(2, node);
    node.close();
    fleet.server.kill();
    TestFleet.Node again = fleet.start("edge-1");
    assertThat(again.get()).contains("served");
    assertThat(fleet.warnings).isEmpty();
    assertThat(ready(again, "")).isEqualTo(200);
    assertThat(ready(again, "?strict")).isEqualTo(503);
    assertThat(metrics(again))
        .contains("edgekeep_feed_connected 0")
        .contains("edgekeep_snapshot_stale 1")
        .contains("edgekeep_snapshot_version 2");
    fleet.server.restart();
    Eventually.await("the node is up to date", () -> ready(again, "?strict") == 200);
    assertThat(metrics(again)).contains("edgekeep_feed_connected 1");
  }

  @Test
  void aNodeWithoutAVersionServesNobodyAndSaysSo() throws Exception {
    fleet.join("edge-1");
    TestFleet.Node node = fleet.start("edge-1");
    assertThat(node.edge.node().addresses()).isEmpty();
    assertThat(ready(node, "")).isEqualTo(503);
    fleet.publish(fleet.snapshot("a.example"));
    fleet.awaitVersion(1, node);
    assertThat(node.get()).contains("served");
    Eventually.await("the node is ready", () -> ready(node, "?strict") == 200);
  }

  @Test
  void aDamagedSnapshotServesNobodyUntilAnotherHasCome() throws Exception {
    Path state = fleet.join("edge-1");
    fleet.publish(fleet.snapshot("a.example"));
    TestFleet.Node node = fleet.start("edge-1");
    fleet.awaitVersion(1, node);
    node.close();
    byte[] snapshot = Files.readAllBytes(state.resolve("snapshot"));
    snapshot[snapshot.length / 2] ^= 1;
    Files.write(state.resolve("snapshot"), snapshot);
    fleet.server.kill();
    TestFleet.Node again = fleet.start("edge-1");
    assertThat(again.edge.node().addresses()).isEmpty();
    assertThat(fleet.warnings).anySatisfy(each -> assertThat(each).contains("damaged"));
    fleet.server.restart();
    fleet.awaitVersion(1, again);
    assertThat(again.get()).contains("served");
  }

  @Test
  void aNodeThatLostItsSnapshotGetsTheNewestVersionByWayOfOlderOnes() throws Exception {
    Path state = fleet.join("edge-1");
    TestFleet.Node node = fleet.start("edge-1");
    fleet.publish(fleet.snapshot("a.example"));
    fleet.awaitVersion(1, node);
    fleet.publish(fleet.snapshot("a.example", "b.example"));
    fleet.awaitVersion(2, node);
    fleet.publish(fleet.snapshot("a.example"));
    fleet.awaitVersion(3, node);
    node.close();
    Files.delete(state.resolve("snapshot"));
    Files.deleteIfExists(state.resolve("deltas"));
    TestFleet.Node again = fleet.start("edge-1");
    fleet.awaitVersion(3, again);
    assertThat(again.get()).contains("served");
  }

  @Test
  void aFullDiskIsToldAndStopsNothing() throws Exception {
    fleet.join("edge-1");
    fleet.publish(fleet.snapshot("a.example"));
    AtomicBoolean full = new AtomicBoolean();
    StateDirectory disk = StateDirectory.open(folder.resolve("edge-1"));
    TestFleet.Node node = fleet.start(disk, new FullDisk(disk, full));
    fleet.awaitVersion(1, node);
    full.set(true);
    fleet.publish(fleet.snapshot("a.example", "b.example"));
    fleet.awaitVersion(2, node);
    Eventually.await("the control plane would be told", () -> !node.edge.isWritten());
    fleet.revokeAhead();
    Eventually.await(
        "the client is refused", () -> node.get().contains("alert certificate revoked"));
    full.set(false);
    fleet.publish(fleet.snapshot("a.example"));
    fleet.awaitVersion(3, node);
    Eventually.await("all is on the disk again", node.edge::isWritten);
    node.close();
    fleet.server.kill();
    TestFleet.Node again = fleet.start("edge-1");
    fleet.awaitVersion(3, again);
  }

  /** A disk that can be full. */
  private record FullDisk(NodeDisk disk, AtomicBoolean full) implements NodeDisk {
    private void check() throws IOException {
      if (full.get()) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public byte @Nullable [] read(String name) throws IOException {
      return disk.read(name);
    }

    @Override
    public void write(String name, byte[] content) throws IOException {
      check();
      disk.write(name, content);
    }

    @Override
    public void append(String name, byte[] content) throws IOException {
      check();
      disk.append(name, content);
    }

    @Override
    public void truncate(String name, long length) throws IOException {
      disk.truncate(name, length);
    }

    @Override
    public void delete(String name) throws IOException {
      disk.delete(name);
    }
  }

  @Test
  void aNodeDrainsAndServesAgainAsItIsToldAlsoAfterARestart() throws Exception {
    fleet.join("edge-1");
    fleet.publish(fleet.snapshot("a.example"));
    TestFleet.Node node = fleet.start("edge-1");
    fleet.awaitVersion(1, node);
    Eventually.await("the node is ready", () -> ready(node, "") == 200);
    fleet.tell("edge-1", State.DRAIN);
    Eventually.await("the node is not ready", () -> ready(node, "") == 503);
    assertThat(node.get()).as("it listens on for balancers").contains("served");
    node.close();
    fleet.server.kill();
    TestFleet.Node again = fleet.start("edge-1");
    assertThat(again.edge.node().isHeld()).isTrue();
    fleet.server.restart();
    fleet.tell("edge-1", State.SERVE);
    Eventually.await("the node is ready", () -> ready(again, "") == 200);
  }

  @Test
  void aRemovedNodeEndsAndForgetsWhatItHad() throws Exception {
    Path state = fleet.join("edge-1");
    fleet.publish(fleet.snapshot("a.example"));
    TestFleet.Node node = fleet.start("edge-1");
    fleet.awaitVersion(1, node);
    AtomicBoolean told = new AtomicBoolean();
    node.edge.whenRemoved(() -> told.set(true));
    fleet.tell("edge-1", State.REMOVED);
    Eventually.await("the node ends", told::get);
    node.close();
    for (String secret :
        new String[] {"node.key", "identity.seed", "sealing.key", "group-keys", "snapshot"}) {
      assertThat(state.resolve(secret)).doesNotExist();
    }
    assertThatThrownBy(() -> fleet.start("edge-1"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("removed from its fleet")
        .hasMessageContaining("--join");
  }

  private static int ready(TestFleet.Node node, String query) {
    return admin(node, "/readyz" + query).statusCode();
  }

  private static String metrics(TestFleet.Node node) {
    return admin(node, "/metrics").body();
  }

  private static HttpResponse<String> admin(TestFleet.Node node, String path) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      int port = Objects.requireNonNull(node.edge.node().adminAddress()).getPort();
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
