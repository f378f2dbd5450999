package dev.edgekeep.keyserver.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Status;
import dev.edgekeep.keyserver.access.AccessList;
import dev.edgekeep.keyserver.testing.EdgeClient;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How connections come to their end. */
class EndingTest extends ServeHarness {
  private final TestKey key = TestKey.ecdsa(1);
  private final TestKey slow = TestKey.ecdsa(2).closed();

  @Test
  void whatIsUnderWayIsAnsweredBeforeADrainedConnectionEnds() throws Exception {
    serve(key, slow);
    EdgeClient client = connect();
    EdgeClient idle = connect();
    client.send(ecdsa(1, slow.ski()));
    Eventually.await("its beginning", () -> slow.begun() == 1);
    CompletableFuture<Boolean> drained =
        CompletableFuture.supplyAsync(() -> drain(Duration.ofSeconds(20)));
    assertThat(idle.isAtEnd()).isTrue();
    idle.close();
    assertThatThrownBy(() -> dialer().connect()).isInstanceOf(IOException.class);
    assertThat(drained).isNotDone();
    slow.open();
    assertThat(client.receive().code()).isEqualTo(Status.SUCCESS.code());
    assertThat(client.isAtEnd()).isTrue();
    client.close();
    assertThat(drained.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatIsNotDoneInTimeIsCutShort() throws Exception {
    serve(slow);
    EdgeClient client = connect();
    client.send(ecdsa(1, slow.ski()));
    Eventually.await("its beginning", () -> slow.begun() == 1);
    assertThat(drain(Duration.ofMillis(100))).isFalse();
    assertThat(client.isAtEnd()).isTrue();
    slow.open();
  }

  @Test
  void anEdgeThatHasNothingMoreToSendGetsItsAnswers() throws Exception {
    serve(slow);
    EdgeClient client = connect();
    client.send(ecdsa(1, slow.ski()), ecdsa(2, slow.ski()));
    Eventually.await("both", () -> fileWorkers.inFlight() == 2);
    client.cutSending();
    slow.open();
    assertThat(client.receive().code()).isEqualTo(Status.SUCCESS.code());
    assertThat(client.receive().code()).isEqualTo(Status.SUCCESS.code());
    assertThat(client.isAtEnd()).isTrue();
  }

  @Test
  void anEdgeThatSaysFarewellIsToldSoToo() throws Exception {
    serve(key);
    EdgeClient client = connect();
    assertThat(client.ask(Message.ping(1, DIGEST)).code()).isEqualTo(Status.PONG.code());
    client.finishSending();
    assertThat(client.isAtEnd()).isTrue();
  }

  @Test
  void afterAFarewellWhatWaitsIsNotDone() throws Exception {
    serve(limits(100, 100), AccessList.EVERYBODY, slow, key);
    EdgeClient client = connect();
    client.send(ecdsa(1, slow.ski()), ecdsa(2, slow.ski()), ecdsa(3, key.ski()));
    Eventually.await("busy workers", () -> slow.begun() == 2);
    client.finishSending();
    Eventually.await("an empty queue", () -> fileWorkers.inFlight() == 2);
    slow.open();
    Eventually.await("the end of what was begun", () -> fileWorkers.inFlight() == 0);
    assertThat(key.begun()).isZero();
    assertThat(client.isAtEnd()).isTrue();
  }
}
