package dev.edgekeep.edge.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.testing.ScriptedKeyServer;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.testing.Eventually;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A restart of the only key server fails no operation that has time left. */
class RestartTest {
  private static final int OPERATIONS = 50;

  private final KeyServersHarness edge = new KeyServersHarness(2, KeyServersHarness.TIMEOUTS);
  private final ScriptedKeyServer server = edge.server();
  private final KeyServer vault = edge.connected(KeyServersHarness.config(server), server);

  @AfterEach
  void stop() {
    edge.close();
  }

  /** Begins operations on every event loop; each has a payload of its own. */
  private List<CompletableFuture<KeyServersHarness.Outcome>> begin() {
    List<CompletableFuture<KeyServersHarness.Outcome>> begun = new ArrayList<>();
    for (int i = 0; i < OPERATIONS; i++) {
      for (EventExecutor loop : edge.loops) {
        begun.add(edge.begin((EventLoop) loop, vault, KeyServersHarness.request((byte) i)));
      }
    }
    return begun;
  }

  private void expectAllDone(List<CompletableFuture<KeyServersHarness.Outcome>> begun) {
    for (int i = 0; i < begun.size(); i++) {
      KeyServersHarness.Outcome outcome = KeyServersHarness.await(begun.get(i));
      assertThat(outcome.failure()).isNull();
      assertThat(outcome.value()).containsExactly(i / edge.loops.executorCount());
    }
    assertThat(edge.metrics.outcomes).containsOnly("done");
  }

  private void awaitRefusedConnections() {
    int connects = edge.metrics.connects.size();
    Eventually.await("attempts in vain", () -> edge.metrics.connects.size() >= connects + 4);
  }

  @Test
  void operationsThatBeginWhileItIsAwayAreDoneOnceItIsBack() {
    server.kill();
    List<CompletableFuture<KeyServersHarness.Outcome>> begun = begin();
    awaitRefusedConnections();
    assertThat(begun).noneMatch(CompletableFuture::isDone);
    server.restart();
    expectAllDone(begun);
  }

  @Test
  void operationsThatItWasAskedForWhenItWasKilledAreDoneOnceItIsBack() {
    server.does(ScriptedKeyServer.SILENCE);
    List<CompletableFuture<KeyServersHarness.Outcome>> begun = begin();
    Eventually.await("all to be asked", () -> server.asked() >= begun.size());
    server.kill();
    awaitRefusedConnections();
    assertThat(begun).noneMatch(CompletableFuture::isDone);
    server.does(ScriptedKeyServer.ANSWER);
    server.restart();
    expectAllDone(begun);
  }

  @Test
  void severalRestartsInARowFailNoOperationEither() {
    for (int i = 0; i < 5; i++) {
      List<CompletableFuture<KeyServersHarness.Outcome>> begun = begin();
      server.kill();
      begun.addAll(begin());
      server.restart();
      for (CompletableFuture<KeyServersHarness.Outcome> one : begun) {
        assertThat(KeyServersHarness.await(one).failure()).isNull();
      }
    }
  }
}
