package dev.edgekeep.edge.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.keyserver.KeyServerFailure.Kind;
import dev.edgekeep.edge.keyserver.KeyServersHarness.Outcome;
import dev.edgekeep.edge.testing.ScriptedKeyServer;
import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No operation waits longer than it may, and nothing that waits is without a bound. */
class TimeLimitTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final KeyServersHarness edge = new KeyServersHarness(1, KeyServersHarness.EAGER);

  @AfterEach
  void stop() {
    edge.close();
  }

  /** Scheduling on a busy machine is the only tolerance. */
  private void expectTimely(KeyServer vault, Kind kind, String detail) {
    long start = System.nanoTime();
    KeyServerFailure failure = edge.failure(vault, (byte) 1);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.detail()).contains(detail);
    assertThat(millis).isBetween(LIMIT.toMillis(), Eventually.LIMIT.toMillis());
  }

  @Test
  void aKeyServerThatNeverAnswersCostsNoMoreThanTheTimeLimit() {
    ScriptedKeyServer server = edge.server().does(ScriptedKeyServer.SILENCE);
    KeyServer vault = edge.connected(KeyServersHarness.config(LIMIT, server), server);
    expectTimely(vault, Kind.TIMEOUT, server.address() + " has not answered");
    assertThat(edge.metrics.outcomes).containsExactly("timeout");
  }

  @Test
  void severalThatNeverAnswerAreAllAskedWithinTheOneTimeLimit() {
    ScriptedKeyServer first = edge.server().does(ScriptedKeyServer.SILENCE);
    ScriptedKeyServer second = edge.server().does(ScriptedKeyServer.SILENCE);
    KeyServer vault = edge.connected(KeyServersHarness.config(LIMIT, first, second), first, second);
    expectTimely(vault, Kind.TIMEOUT, "has not answered");
    Eventually.await("both asked", () -> first.asked() == 1 && second.asked() == 1);
  }

  @Test
  void aNoAndThenSilenceIsATimeOutThatTellsOfBoth() {
    ScriptedKeyServer first =
        edge.server().does(ScriptedKeyServer.refusing(KeylessError.KEY_NOT_FOUND));
    ScriptedKeyServer second = edge.server().does(ScriptedKeyServer.SILENCE);
    KeyServer vault = edge.connected(KeyServersHarness.config(LIMIT, first, second), first, second);
    expectTimely(vault, Kind.TIMEOUT, first.address() + " has no key");
  }

  @Test
  void anAddressThatAcceptsAndSaysNothingIsUnreachable() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"))) {
      KeyServer some = KeyServersHarness.config(LIMIT, edge.server());
      KeyServer vault =
          new KeyServer(
              some.name(),
              List.of(new KeyServer.Address("127.0.0.1", mute.getLocalPort())),
              some.identity(),
              some.trust(),
              null,
              LIMIT);
      expectTimely(vault, Kind.UNREACHABLE, "cannot be reached");
    }
  }

  @Test
  void moreThanAConnectionTakesWaitForRoomOnIt() {
    CountDownLatch isFree = new CountDownLatch(1);
    ScriptedKeyServer server = edge.server();
    server.does((request, line) -> {
      isFree.await();
      ScriptedKeyServer.ANSWER.request(request, line);
    });
    KeyServer vault = edge.connected(KeyServersHarness.config(server), server);
    List<CompletableFuture<Outcome>> outcomes = begin(vault, KeyConnection.MAX_ASKED + 10);
    Eventually.await("a full connection", () -> server.asked() == KeyConnection.MAX_ASKED);
    assertThat(outcomes).noneMatch(CompletableFuture::isDone);
    isFree.countDown();
    for (CompletableFuture<Outcome> outcome : outcomes) {
      assertThat(KeyServersHarness.await(outcome).value()).containsExactly(1);
    }
    assertThat(server.asked()).isEqualTo(KeyConnection.MAX_ASKED + 10);
  }

  @Test
  void moreThanMayWaitFailAtOnce() {
    ScriptedKeyServer server = edge.server().does(ScriptedKeyServer.SILENCE);
    KeyServer vault = edge.connected(KeyServersHarness.config(server), server);
    begin(vault, KeyConnection.MAX_ASKED + KeyServerPool.MAX_WAITING);
    KeyServerFailure failure = edge.failure(vault, (byte) 1);
    assertThat(failure.kind()).isEqualTo(Kind.OVERLOADED);
    assertThat(failure.detail())
        .contains(server.address() + " has 256 operations of this edge already");
    assertThat(edge.metrics.outcomes).containsExactly("overloaded");
  }

  @Test
  void aDeadKeyServerCostsOnlyWhoNeedsIt() {
    ScriptedKeyServer dead = edge.server().does(ScriptedKeyServer.SILENCE);
    ScriptedKeyServer alive = edge.server();
    KeyServer silent = KeyServersHarness.config(dead);
    KeyServer vault = KeyServersHarness.config(alive);
    List<CompletableFuture<Outcome>> stuck = begin(silent, 2_000);
    for (int i = 0; i < 100; i++) {
      assertThat(edge.value(vault, (byte) i)).containsExactly(i);
    }
    assertThat(stuck.getFirst()).isNotDone();
  }

  private List<CompletableFuture<Outcome>> begin(KeyServer vault, int count) {
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      outcomes.add(edge.begin(vault, (byte) 1));
    }
    return outcomes;
  }
}
