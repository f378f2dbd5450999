package dev.edgekeep.edge.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.keyserver.KeyServersHarness.Outcome;
import dev.edgekeep.edge.testing.ScriptedKeyServer;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.testing.Eventually;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The load of each address, also while key servers come and go. */
class LoadTest {
  private static final int AT_ONCE = 64;

  private final KeyServersHarness edge = new KeyServersHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void loadIsSpreadOverAddressesThatDoWell() {
    ScriptedKeyServer first = edge.server();
    ScriptedKeyServer second = edge.server();
    KeyServer vault = edge.connected(KeyServersHarness.config(first, second), first, second);
    for (int i = 0; i < 200; i++) {
      edge.value(vault, (byte) i);
    }
    assertThat(first.asked()).isPositive();
    assertThat(second.asked()).isPositive();
    assertThat(first.asked() + second.asked()).isEqualTo(200);
  }

  @Test
  void anAddressThatTakesLongerIsAskedLess() {
    ScriptedKeyServer near = edge.server();
    ScriptedKeyServer far = edge.server().does(ScriptedKeyServer.answeringAfter(100));
    KeyServer vault = edge.connected(KeyServersHarness.config(near, far), near, far);
    for (int i = 0; i < 50; i++) {
      edge.value(vault, (byte) i);
    }
    assertThat(far.asked()).isLessThan(near.asked());
  }

  @Test
  void anAddressWithMoreUnderWayIsAskedLess() {
    ScriptedKeyServer first = edge.server();
    ScriptedKeyServer second = edge.server();
    KeyServer vault = edge.connected(KeyServersHarness.config(first, second), first, second);
    first.does(ScriptedKeyServer.SILENCE);
    second.does(ScriptedKeyServer.SILENCE);
    for (int i = 0; i < 100; i++) {
      edge.begin(vault, (byte) i);
    }
    Eventually.await("all asked", () -> first.asked() + second.asked() == 100);
    assertThat(first.asked()).isEqualTo(50);
  }

  @Test
  void killingAndRestartingKeyServersLosesNothingThatALivingOneCouldDo() {
    try (KeyServersHarness two = new KeyServersHarness(2, KeyServersHarness.TIMEOUTS)) {
      killAndRestart(two);
    }
  }

  private static void killAndRestart(KeyServersHarness edge) {
    ScriptedKeyServer[] servers = {edge.server(), edge.server(), edge.server()};
    KeyServer vault = edge.connected(KeyServersHarness.config(servers), servers);
    for (ScriptedKeyServer server : servers) {
      server.does(ScriptedKeyServer.answeringAfter(2));
    }
    AtomicBoolean isOver = new AtomicBoolean();
    CompletableFuture<List<CompletableFuture<Outcome>>> load = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> load.complete(ask(edge, vault, isOver)));
    for (int round = 0; round < 12; round++) {
      ScriptedKeyServer victim = servers[round % servers.length];
      victim.kill();
      int soFar = edge.metrics.outcomes.size();
      Eventually.await("operations go on", () -> edge.metrics.outcomes.size() > soFar + 200);
      victim.restart();
      Eventually.await("it is back", () -> edge.metrics.up.get(victim.address()));
    }
    isOver.set(true);
    for (CompletableFuture<Outcome> outcome : KeyServersHarness.await(load)) {
      assertThat(KeyServersHarness.await(outcome).failure()).isNull();
    }
    assertThat(edge.metrics.outcomes).containsOnly("done");
    assertThat(edge.metrics.failovers).contains("lost");
    assertThat(edge.metrics.inFlight).hasValue(0);
  }

  /** Asks from both event loops, so many at once, until it is over. */
  private static List<CompletableFuture<Outcome>> ask(
      KeyServersHarness edge, KeyServer vault, AtomicBoolean isOver) {
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    List<EventLoop> loops = new ArrayList<>();
    edge.loops.forEach(loop -> loops.add((EventLoop) loop));
    Semaphore free = new Semaphore(AT_ONCE);
    while (!isOver.get()) {
      free.acquireUninterruptibly();
      EventLoop loop = loops.get(outcomes.size() % loops.size());
      CompletableFuture<Outcome> outcome =
          edge.begin(loop, vault, KeyServersHarness.request((byte) 1));
      outcome.whenComplete((done, failure) -> free.release());
      outcomes.add(outcome);
    }
    return outcomes;
  }
}
