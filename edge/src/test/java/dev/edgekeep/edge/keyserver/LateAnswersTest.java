package dev.edgekeep.edge.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.keyserver.KeyServersHarness.Outcome;
import dev.edgekeep.edge.testing.ScriptedKeyServer;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.testing.Eventually;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A late answer is asked for at another address as well. */
class LateAnswersTest {
  private final KeyServersHarness edge = new KeyServersHarness(1, KeyServersHarness.EAGER);
  private final ScriptedKeyServer first = edge.server();
  private final ScriptedKeyServer second = edge.server();

  @AfterEach
  void stop() {
    edge.close();
  }

  private KeyServer both() {
    return edge.connected(KeyServersHarness.config(first, second), first, second);
  }

  @Test
  void anAnswerThatIsLateIsAskedForElsewhereAndTheFirstCounts() {
    KeyServer vault = both();
    first.does(ScriptedKeyServer.SILENCE);
    for (int i = 0; i < 10; i++) {
      assertThat(edge.value(vault, (byte) i)).containsExactly(i);
    }
    assertThat(first.asked()).isPositive();
    assertThat(edge.metrics.failovers).isNotEmpty().containsOnly("late");
  }

  @Test
  void theLateAnswerCountsWhereItIsTheFirstAfterAll() {
    KeyServer vault = both();
    first.does(ScriptedKeyServer.answeringAfter(250));
    second.does(ScriptedKeyServer.SILENCE);
    assertThat(edge.value(vault, (byte) 1, (byte) 2)).containsExactly(2, 1);
    Eventually.await("both asked", () -> first.asked() == 1 && second.asked() == 1);
  }

  @Test
  void anAddressThatIsAlwaysLateIsAskedLast() {
    KeyServer vault = both();
    first.does(ScriptedKeyServer.SILENCE);
    Eventually.await(
        "three late answers",
        () -> {
          edge.value(vault, (byte) 1);
          return first.asked() >= 3;
        });
    int before = first.asked();
    List<CompletableFuture<Outcome>> outcomes =
        IntStream.range(0, 30).mapToObj(i -> edge.begin(vault, (byte) i)).toList();
    outcomes.forEach(outcome -> assertThat(KeyServersHarness.await(outcome).value()).isNotNull());
    assertThat(first.asked()).isEqualTo(before);
  }

  @Test
  void halfAFrameIsALateAnswer() {
    KeyServer vault = both();
    first.does((request, line) -> {
      byte[] whole = Message.success(request.id(), request.payload()).encoded();
      line.sendBytes(Arrays.copyOf(whole, whole.length / 2));
    });
    for (int i = 0; i < 10; i++) {
      assertThat(edge.value(vault, (byte) i)).containsExactly(i);
    }
    assertThat(first.asked()).isPositive();
    assertThat(edge.metrics.failovers).contains("late");
  }

  @Test
  void anAddressThatComesBackIsAskedWhenTheOtherIsLate() {
    KeyServer vault = both();
    second.kill();
    Eventually.await("it is gone", () -> !edge.metrics.up.get(second.address()));
    first.does(ScriptedKeyServer.SILENCE);
    CompletableFuture<Outcome> waiting = edge.begin(vault, (byte) 1, (byte) 2);
    Eventually.await("it is asked", () -> first.asked() == 1);
    second.restart();
    assertThat(KeyServersHarness.await(waiting).value()).containsExactly(2, 1);
  }

  @Test
  void whereThereIsNoOtherAddressNothingIsLate() {
    KeyServer vault = edge.connected(KeyServersHarness.config(first), first);
    first.does(ScriptedKeyServer.answeringAfter(300));
    assertThat(edge.value(vault, (byte) 1)).containsExactly(1);
    assertThat(first.asked()).isEqualTo(1);
  }
}
