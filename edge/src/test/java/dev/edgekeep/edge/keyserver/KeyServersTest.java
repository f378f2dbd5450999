package dev.edgekeep.edge.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.keyserver.KeyServersHarness.Outcome;
import dev.edgekeep.edge.testing.ScriptedKeyServer;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.testing.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections that a reload keeps, and those that it closes. */
class KeyServersTest {
  private final KeyServersHarness edge = new KeyServersHarness();
  private final ScriptedKeyServer server = edge.server();

  @AfterEach
  void stop() {
    edge.close();
  }

  private static KeyServer patient(ScriptedKeyServer server) {
    return KeyServersHarness.config(Duration.ofSeconds(59), server);
  }

  @Test
  void equalConfigurationsShareOneClientAndItsConnections() {
    KeyServer vault = edge.connected(KeyServersHarness.config(server), server);
    int connections = server.connections();
    KeyServer again = KeyServersHarness.config(server);
    assertThat(again).isNotSameAs(vault).isEqualTo(vault);
    assertThat(edge.keyServers.get(again)).isSameAs(edge.keyServers.get(vault));
    edge.keyServers.retain(List.of(again)).run();
    assertThat(edge.value(again, (byte) 1)).containsExactly(1);
    assertThat(server.connections()).isEqualTo(connections);
  }

  @Test
  void aChangedKeyServerGetsNewConnectionsAndTheOldOnesAreClosed() {
    KeyServer vault = edge.connected(KeyServersHarness.config(server), server);
    int connections = server.connections();
    Runnable release = edge.keyServers.retain(List.of(patient(server)));
    Eventually.await("a new connection", () -> server.connections() == connections + 1);
    assertThat(edge.value(vault, (byte) 1)).as("until it is released").containsExactly(1);
    assertThat(server.open()).isEqualTo(2);
    release.run();
    Eventually.await("the old one closed", () -> server.open() == 1);
    assertThat(edge.metrics.up).containsEntry(server.address(), true);
    assertThat(edge.value(patient(server), (byte) 2)).containsExactly(2);
  }

  @Test
  void whatIsUnderWayEndsBeforeItsConnectionIsClosed() throws Exception {
    KeyServer vault = edge.connected(patient(server), server);
    server.does(ScriptedKeyServer.answeringAfter(300));
    CompletableFuture<Outcome> slow = edge.begin(vault, (byte) 1, (byte) 2);
    server.nextRequest();
    edge.keyServers.retain(List.of()).run();
    assertThat(KeyServersHarness.await(slow).value()).containsExactly(2, 1);
    Eventually.await("closed", () -> server.open() == 0);
  }

  @Test
  void aKeyServerThatIsGoneIsNeitherUpNorDown() {
    edge.connected(KeyServersHarness.config(server), server);
    edge.keyServers.retain(List.of()).run();
    Eventually.await("closed", () -> server.open() == 0);
    Eventually.await("no word of it", edge.metrics.up::isEmpty);
    edge.events.expectNoMore();
  }

  @Test
  void whatIsInForceAgainBeforeItIsReleasedIsKept() {
    KeyServer vault = edge.connected(KeyServersHarness.config(server), server);
    int connections = server.connections();
    Runnable release = edge.keyServers.retain(List.of());
    edge.keyServers.retain(List.of(vault));
    release.run();
    assertThat(edge.value(vault, (byte) 1)).containsExactly(1);
    assertThat(server.connections()).isEqualTo(connections);
  }

  @Test
  void whatIsAskedOfAReleasedKeyServerFails() {
    KeyServer vault = edge.connected(KeyServersHarness.config(server), server);
    KeyOperations held = edge.keyServers.get(vault);
    edge.keyServers.retain(List.of()).run();
    CompletableFuture<KeyServerFailure> failure = new CompletableFuture<>();
    held.perform(
        edge.loop(),
        KeyServersHarness.request((byte) 1),
        new KeyOperations.Callback() {
          @Override
          public void done(byte[] value) {
            failure.completeExceptionally(new AssertionError("done"));
          }

          @Override
          public void failed(KeyServerFailure told) {
            failure.complete(told);
          }
        });
    assertThat(KeyServersHarness.await(failure).kind())
        .isEqualTo(KeyServerFailure.Kind.UNREACHABLE);
  }

  @Test
  void atTheEndWhatIsUnderWayFailsAndConnectionsAreClosed() throws Exception {
    KeyServer vault = edge.connected(patient(server), server);
    server.does(ScriptedKeyServer.SILENCE);
    CompletableFuture<Outcome> stuck = edge.begin(vault, (byte) 1);
    server.nextRequest();
    edge.keyServers.close();
    KeyServerFailure failure = Objects.requireNonNull(KeyServersHarness.await(stuck).failure());
    assertThat(failure.detail()).contains("the edge ends");
    Eventually.await("closed", () -> server.open() == 0);
  }
}
