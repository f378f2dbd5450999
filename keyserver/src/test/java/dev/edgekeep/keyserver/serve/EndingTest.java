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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of connections. */
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
        CompletableFuture.supplyAsync(() -> drain(Eventually.LIMIT));
    assertThat(idle.isAtEnd()).isTrue();
    idle.close();
    assertThatThrownBy(() -> dialer().connect()).isInstanceOf(IOException.class);
    assertThat(drained).isNotDone();
    slow.open();
    assertThat(client.receive().code()).isEqualTo(Status.SUCCESS.code());
    assertThat(client.isAtEnd()).isTrue();
    client.close();
    assertThat(drained.get(2 * Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
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

  /** Also to requests that were read and wait for those before them. */
  @Test
  void anEdgeThatHasNothingMoreToSendGetsItsAnswers() throws Exception {
    serve(limits(4, 100), AccessList.EVERYBODY, slow);
    EdgeClient client = connect();
    sendTwelve(client);
    client.cutSending();
    slow.open();
    for (int i = 0; i < 12; i++) {
      assertThat(client.receive().code()).isEqualTo(Status.SUCCESS.code());
    }
    assertThat(client.isAtEnd()).isTrue();
  }

  @Test
  void whatWasReadIsAnsweredBeforeADrainedConnectionEnds() throws Exception {
    serve(limits(4, 100), AccessList.EVERYBODY, slow);
    EdgeClient client = connect();
    sendTwelve(client);
    CompletableFuture<Boolean> drained =
        CompletableFuture.supplyAsync(() -> drain(Eventually.LIMIT));
    Eventually.await("a closed port", this::isClosed);
    slow.open();
    for (int i = 0; i < 12; i++) {
      assertThat(client.receive().code()).isEqualTo(Status.SUCCESS.code());
    }
    assertThat(client.isAtEnd()).isTrue();
    client.close();
    assertThat(drained.get(2 * Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** In one TLS record, which is read as a whole. */
  private void sendTwelve(EdgeClient client) throws IOException {
    Message[] requests = new Message[12];
    for (int id = 0; id < requests.length; id++) {
      requests[id] = ecdsa(id, slow.ski());
    }
    client.send(requests);
    Eventually.await("as many as may be", () -> fileWorkers.inFlight() == 4);
  }

  private boolean isClosed() {
    try {
      dialer().connect().close();
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  @Test
  void anEdgeThatSaysFarewellIsToldSoToo() throws Exception {
    serve(key);
    EdgeClient client = connect();
    assertThat(client.ask(Message.ping(1, DIGEST)).code()).isEqualTo(Status.PONG.code());
    client.finishSending();
    assertThat(client.isAtEnd()).isTrue();
  }

  /** RFC 8446 §6.1: a close_notify ends what its sender sends, and nothing else. */
  @Test
  void whatCameBeforeAFarewellIsAnswered() throws Exception {
    serve(limits(4, 100), AccessList.EVERYBODY, slow);
    EdgeClient client = connect();
    sendTwelve(client);
    client.finishSending();
    slow.open();
    for (int i = 0; i < 12; i++) {
      assertThat(client.receive().code()).isEqualTo(Status.SUCCESS.code());
    }
    assertThat(client.isAtEnd()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void requestsAndAFarewellInOneGoAreAnswered(String version) throws Exception {
    serve(key);
    for (int round = 0; round < 20; round++) {
      try (EdgeClient client = dialer().with(version).connect()) {
        client.send(ecdsa(1, key.ski()), ecdsa(2, key.ski()), ecdsa(3, key.ski()));
        client.finishSending();
        for (int i = 0; i < 3; i++) {
          assertThat(client.receive().code()).isEqualTo(Status.SUCCESS.code());
        }
        assertThat(client.isAtEnd()).isTrue();
      }
    }
  }
}
