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
    edge.expectResults(vault, first);
    assertThat(edge.metrics.failovers).isNotEmpty().containsOnly("late");
  }

  @Test
  void theLateAnswerCountsWhereItIsTheFirstAfterAll() {
    KeyServer vault = both();
    first.does((request, line) -> {
      Eventually.await("the other asked", () -> second.asked() == 1);
      ScriptedKeyServer.ANSWER.request(request, line);
    });
    second.does(ScriptedKeyServer.SILENCE);
    assertThat(edge.value(vault, (byte) 1, (byte) 2)).containsExactly(2, 1);
    assertThat(first.asked()).isEqualTo(1);
    assertThat(second.asked()).isEqualTo(1);
  }

  @Test
  void anAddressThatIsAlwaysLateIsAskedLast() {
    try (KeyServersHarness other = new KeyServersHarness(1, KeyServersHarness.UNFORGIVING)) {
      ScriptedKeyServer late = other.server();
      ScriptedKeyServer timely = other.server();
      KeyServer vault = other.connected(KeyServersHarness.config(late, timely), late, timely);
      late.does(ScriptedKeyServer.SILENCE);
      Eventually.await(
          "three late answers",
          () -> {
            other.value(vault, (byte) 1);
            return late.asked() >= 3;
          });
      int before = late.asked();
      List<CompletableFuture<Outcome>> outcomes =
          IntStream.range(0, 30).mapToObj(i -> other.begin(vault, (byte) i)).toList();
      outcomes.forEach(outcome -> assertThat(KeyServersHarness.await(outcome).value()).isNotNull());
      assertThat(late.asked()).isEqualTo(before);
    }
  }

  @Test
  void halfAFrameIsALateAnswer() {
    KeyServer vault = both();
    first.does((request, line) -> {
      byte[] whole = Message.success(request.id(), request.payload()).encoded();
      line.sendBytes(Arrays.copyOf(whole, whole.length / 2));
    });
    edge.expectResults(vault, first);
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
