package dev.edgekeep.edge.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.testing.ScriptedKeyServer;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.testing.Eventually;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections are looked after, and who is there and who is not is told. */
class LivenessTest {
  private final KeyServersHarness edge = new KeyServersHarness(2, KeyServersHarness.TIMEOUTS);
  private final ScriptedKeyServer server = edge.server();

  @AfterEach
  void stop() {
    edge.close();
  }

  private KeyServer connected() {
    return edge.connected(KeyServersHarness.config(server), server);
  }

  private void awaitUp(boolean isUp) {
    Eventually.await(
        "up: " + isUp, () -> edge.metrics.up.getOrDefault(server.address(), !isUp) == isUp);
  }

  @Test
  void anIdleConnectionIsPingedAndStays() {
    connected();
    int connections = server.connections();
    Eventually.await("pings", () -> server.pings() >= 10);
    assertThat(server.connections()).isEqualTo(connections);
  }

  @Test
  void aConnectionThatDoesNotAnswerAPingIsReplaced() {
    Timeouts timeouts = KeyServersHarness.TIMEOUTS;
    Timeouts strict = timeouts.withPings(timeouts.ping(), Duration.ofMillis(200));
    try (KeyServersHarness other = new KeyServersHarness(1, strict)) {
      ScriptedKeyServer hung = other.server();
      other.connected(KeyServersHarness.config(hung), hung);
      int connections = hung.connections();
      hung.ignorePings();
      EdgeEvent down = other.events.next(EdgeEvent.Kind.KEY_SERVER_DOWN);
      assertThat(down.detail()).contains("no ping either");
      Eventually.await("another connection", () -> hung.connections() > connections);
    }
  }

  /** An event loop tries again after half a minute, unless it hears that another was let in. */
  @Test
  void anAddressThatIsBackOnOneEventLoopIsConnectedToFromTheOthers() {
    Timeouts timeouts = KeyServersHarness.TIMEOUTS;
    Timeouts patient = timeouts.withRetries(Duration.ofSeconds(30), Duration.ofSeconds(60));
    try (KeyServersHarness other = new KeyServersHarness(2, patient)) {
      ScriptedKeyServer away = other.server();
      KeyServer vault = KeyServersHarness.config(away);
      away.kill();
      List<EventLoop> loops = new ArrayList<>();
      other.loops.forEach(loop -> loops.add((EventLoop) loop));
      KeyRequest request = KeyServersHarness.request((byte) 1);
      assertThat(KeyServersHarness.await(other.begin(loops.get(0), vault, request)).failure())
          .isNotNull();
      away.restart();
      assertThat(KeyServersHarness.await(other.begin(loops.get(1), vault, request)).failure())
          .isNull();
      Eventually.await("a connection from the other event loop", () -> away.open() == 2);
    }
  }

  @Test
  void anAddressThatGoesAndComesIsToldOnceEach() {
    KeyServer vault = connected();
    server.kill();
    EdgeEvent down = edge.events.next(EdgeEvent.Kind.KEY_SERVER_DOWN);
    assertThat(down.detail())
        .isEqualTo(
            "key server vault: %s cannot be reached: Connection refused"
                .formatted(server.address()));
    awaitUp(false);
    int failed = edge.metrics.connects.size();
    Eventually.await("attempts from both loops", () -> edge.metrics.connects.size() > failed + 5);
    server.restart();
    EdgeEvent up = edge.events.next(EdgeEvent.Kind.KEY_SERVER_UP);
    assertThat(up.detail())
        .isEqualTo("key server vault: %s answers again".formatted(server.address()));
    awaitUp(true);
    assertThat(edge.value(vault, (byte) 3)).containsExactly(3);
    edge.events.expectNoMore();
  }

  @Test
  void anAddressThatWasNeverThereIsToldOnce() {
    server.kill();
    edge.keyServers.retain(List.of(KeyServersHarness.config(server)));
    assertThat(edge.events.next(EdgeEvent.Kind.KEY_SERVER_DOWN).detail())
        .contains(server.address() + " cannot be reached: Connection refused");
    Eventually.await("attempts from both loops", () -> edge.metrics.connects.size() > 6);
    awaitUp(false);
    edge.events.expectNoMore();
  }

  @Test
  void aConnectionThatIsReplacedAtOnceIsNoEvent() {
    KeyServer vault = connected();
    for (int i = 0; i < 3; i++) {
      int connections = server.connections();
      server.dropConnections();
      for (EventExecutor loop : edge.loops) {
        var outcome = edge.begin((EventLoop) loop, vault, KeyServersHarness.request((byte) i));
        assertThat(KeyServersHarness.await(outcome).value()).containsExactly(i);
      }
      Eventually.await("other connections", () -> server.connections() >= connections + 2);
    }
    awaitUp(true);
    edge.events.expectNoMore();
  }

  @Test
  void operationsOnADeadKeyServerAreNoEventEach() {
    server.kill();
    KeyServer vault = KeyServersHarness.config(server);
    for (int i = 0; i < 20; i++) {
      assertThat(edge.failure(vault, (byte) i).kind()).isEqualTo(KeyServerFailure.Kind.UNREACHABLE);
    }
    edge.events.next(EdgeEvent.Kind.KEY_SERVER_DOWN);
    edge.events.expectNoMore();
  }

  @Test
  void attemptsToConnectThatOperationsAskForAreBounded() {
    server.kill();
    KeyServer vault = KeyServersHarness.config(server);
    long start = System.nanoTime();
    for (int i = 0; i < 1_000; i++) {
      edge.begin(vault, (byte) i);
    }
    edge.failure(vault, (byte) 1);
    int attempts = edge.metrics.connects.size();
    long elapsed = System.nanoTime() - start;
    long most = 2 + elapsed / (KeyServersHarness.TIMEOUTS.firstRetry().toNanos() / 10);
    assertThat(attempts).isBetween(1, (int) most);
  }
}
