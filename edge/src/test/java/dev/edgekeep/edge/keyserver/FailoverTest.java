package dev.edgekeep.edge.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.keyserver.KeyServerFailure.Kind;
import dev.edgekeep.edge.keyserver.KeyServersHarness.Outcome;
import dev.edgekeep.edge.testing.ScriptedKeyServer;
import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.testing.Eventually;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One operation, and what is tried for it when an address does not do it. */
class FailoverTest {
  private final KeyServersHarness edge = new KeyServersHarness();
  private final ScriptedKeyServer first = edge.server();
  private final ScriptedKeyServer second = edge.server();

  @AfterEach
  void stop() {
    edge.close();
  }

  /** Both, with a connection to each. */
  private KeyServer both() {
    return edge.connected(KeyServersHarness.config(first, second), first, second);
  }

  @Test
  void whatWasAskedOnAConnectionThatEndsIsAskedElsewhereAtOnce() {
    KeyServer vault = both();
    first.does(ScriptedKeyServer.CLOSE);
    edge.expectResults(vault, first);
    assertThat(edge.metrics.failovers).isNotEmpty().containsOnly("lost");
    assertThat(edge.metrics.outcomes).containsOnly("done");
  }

  @ParameterizedTest
  @EnumSource(
      value = KeylessError.class,
      names = {"CRYPTOGRAPHY", "KEY_NOT_FOUND", "INTERNAL", "BAD_OPCODE", "FORMAT"})
  void whatOneAddressRefusesAnotherIsAsked(KeylessError error) {
    KeyServer vault = both();
    first.does(ScriptedKeyServer.refusing(error));
    edge.expectResults(vault, first);
    assertThat(edge.metrics.failovers).isNotEmpty().containsOnly("error");
  }

  @Test
  void eachAddressIsAskedOnceWhereAllSayNoAndTheFailureHasWhatEachSaid() {
    KeyServer vault = both();
    first.does(ScriptedKeyServer.refusing(KeylessError.KEY_NOT_FOUND));
    second.does(ScriptedKeyServer.refusing(KeylessError.CRYPTOGRAPHY));
    KeyServerFailure failure = edge.failure(vault, (byte) 1);
    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure.detail())
        .contains("key server vault")
        .contains(first.address() + " has no key " + KeyServersHarness.KEY)
        .contains(second.address() + " answered cryptography failure (error 1)");
    assertThat(first.asked()).isEqualTo(1);
    assertThat(second.asked()).isEqualTo(1);
    assertThat(edge.metrics.outcomes).containsExactly("refused");
  }

  @Test
  void aKeyThatNoneHasIsNotFound() {
    KeyServer vault = both();
    first.does(ScriptedKeyServer.refusing(KeylessError.KEY_NOT_FOUND));
    second.does(ScriptedKeyServer.refusing(KeylessError.KEY_NOT_FOUND));
    assertThat(edge.failure(vault, (byte) 1).kind()).isEqualTo(Kind.KEY_NOT_FOUND);
  }

  @Test
  void anErrorThatStandsForNoneIsARefusal() {
    KeyServer vault = both();
    ScriptedKeyServer.Script odd =
        (request, line) ->
            line.send(
                new Message(request.id(), 0xff, new byte[] {99}, null, null, null, null, null));
    first.does(odd);
    second.does(odd);
    assertThat(edge.failure(vault, (byte) 1).kind()).isEqualTo(Kind.REFUSED);
  }

  @Test
  void anAddressThatCannotBeReachedCostsOperationsNothing() {
    first.kill();
    KeyServer vault = KeyServersHarness.config(first, second);
    edge.connected(vault, second);
    for (int i = 0; i < 20; i++) {
      assertThat(edge.value(vault, (byte) i)).containsExactly(i);
    }
    assertThat(edge.metrics.failovers).isEmpty();
  }

  @Test
  void whereNoAddressCanBeReachedTheFailureSaysSoOfEachAndDoesNotTakeTheWholeTime() {
    first.kill();
    second.kill();
    KeyServer vault = KeyServersHarness.config(first, second);
    long start = System.nanoTime();
    KeyServerFailure failure = edge.failure(vault, (byte) 1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(vault.timeout());
    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure.detail())
        .contains(first.address() + " cannot be reached: Connection refused")
        .contains(second.address() + " cannot be reached: Connection refused");
  }

  @Test
  void aKeyServerThatClosesInsteadOfAnsweringIsAskedAgainAndGivenUpInTheEnd() {
    KeyServer vault = edge.connected(KeyServersHarness.config(first), first);
    first.does(ScriptedKeyServer.CLOSE);
    KeyServerFailure failure = edge.failure(vault, (byte) 1);
    assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
    assertThat(failure.detail()).contains(first.address() + " was lost before it answered");
    assertThat(first.asked()).isEqualTo(3);
  }

  @Test
  void aConnectionThatTheKeyServerEndedUnnoticedIsReplaced() {
    KeyServer vault = edge.connected(KeyServersHarness.config(first), first);
    for (int i = 0; i < 10; i++) {
      first.dropConnections();
      assertThat(edge.value(vault, (byte) i)).containsExactly(i);
    }
  }

  @Test
  void theOnlyKeyServerMayBeRestartedWhileOperationsWait() {
    KeyServer vault = edge.connected(KeyServersHarness.config(first), first);
    first.kill();
    CompletableFuture<Outcome> waiting = edge.begin(vault, (byte) 1);
    Eventually.await(
        "an attempt that fails", () -> edge.metrics.connects.contains(first.address() + " failed"));
    assertThat(waiting).isNotDone();
    first.restart();
    assertThat(KeyServersHarness.await(waiting).value()).containsExactly(1);
  }
}
