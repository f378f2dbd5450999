package dev.edgekeep.keyserver.serve;

import static dev.edgekeep.keyserver.serve.AnsweringTest.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Status;
import dev.edgekeep.keyserver.access.AccessList;
import dev.edgekeep.keyserver.audit.Outcome;
import dev.edgekeep.keyserver.audit.ServerEvent;
import dev.edgekeep.keyserver.testing.EdgeClient;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.TestCa;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Limits on the cost of one edge to the others. */
class LimitsTest extends ServeHarness {
  private final TestKey key = TestKey.ecdsa(1);
  private final TestKey slow = TestKey.ecdsa(2).closed();
  private final TestKey token = TestKey.ecdsa(3).onToken().closed();

  @Test
  void beyondItsOperationsNothingMoreIsReadOfAConnection() throws Exception {
    serve(limits(4, 1_000), AccessList.EVERYBODY, key, slow);
    EdgeClient client = connect();
    for (int id = 0; id < 10; id++) {
      client.send(ecdsa(id, slow.ski()));
    }
    client.send(Message.ping(100, DIGEST));
    Eventually.await("as many as may be", () -> fileWorkers.inFlight() == 4);
    assertThat(connect().ask(Message.ping(1, DIGEST)).code()).isEqualTo(Status.PONG.code());
    assertThat(fileWorkers.inFlight()).isEqualTo(4);
    slow.open();
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < 11; i++) {
      ids.add(client.receive().id());
    }
    assertThat(ids).hasSize(11);
    assertThat(log.count(Outcome.DONE)).isEqualTo(10);
  }

  @Test
  void beyondTheOperationsOfAllRequestsAreAnsweredWithAnErrorAtOnce() throws Exception {
    serve(limits(100, 3), AccessList.EVERYBODY, key, slow);
    EdgeClient flooding = connect();
    for (int id = 0; id < 3; id++) {
      flooding.send(ecdsa(id, slow.ski()));
    }
    Eventually.await("a full server", () -> fileWorkers.inFlight() == 3);
    assertError(connect().ask(ecdsa(1, key.ski())), KeylessError.INTERNAL);
    assertThat(log.count(Outcome.OVERLOADED)).isEqualTo(1);
    assertThat(connect().ask(Message.ping(1, DIGEST)).code()).isEqualTo(Status.PONG.code());
    slow.open();
    for (int id = 0; id < 3; id++) {
      assertThat(flooding.receive().code()).isEqualTo(Status.SUCCESS.code());
    }
    assertThat(connect().ask(ecdsa(1, key.ski())).code()).isEqualTo(Status.SUCCESS.code());
  }

  @Test
  void aTokenThatHangsDelaysNoOtherKeyNotEvenOnTheSameConnection() throws Exception {
    serve(limits(8, 1_000), AccessList.EVERYBODY, key, token);
    EdgeClient client = connect();
    for (int id = 0; id < 20; id++) {
      client.send(ecdsa(id, token.ski()));
    }
    for (int refused = 0; refused < 16; refused++) {
      assertError(client.receive(), KeylessError.INTERNAL);
    }
    assertThat(tokenWorkers.inFlight()).isEqualTo(4);
    assertThat(client.ask(ecdsa(100, key.ski())).code()).isEqualTo(Status.SUCCESS.code());
    token.open();
    for (int answered = 0; answered < 4; answered++) {
      assertThat(client.receive().code()).isEqualTo(Status.SUCCESS.code());
    }
  }

  @Test
  void aTokenThatHangsDelaysNoOtherTokenNotEvenOnTheSameConnection() throws Exception {
    TestKey healthy = TestKey.ecdsa(4).onToken("healthy");
    serve(limits(8, 1_000), AccessList.EVERYBODY, token, healthy);
    EdgeClient client = connect();
    for (int id = 0; id < 20; id++) {
      client.send(ecdsa(id, token.ski()));
    }
    // Two tokens share the half of the connection's operations that tokens may have.
    for (int refused = 0; refused < 18; refused++) {
      assertError(client.receive(), KeylessError.INTERNAL);
    }
    for (int id = 100; id < 110; id++) {
      assertThat(client.ask(ecdsa(id, healthy.ski())).code()).isEqualTo(Status.SUCCESS.code());
    }
    assertThat(tokenWorkers.inFlight()).isEqualTo(2);
    token.open();
    for (int answered = 0; answered < 2; answered++) {
      assertThat(client.receive().code()).isEqualTo(Status.SUCCESS.code());
    }
  }

  @Test
  void anEdgeThatDoesNotReadItsAnswersIsNotReadAndDelaysNobody() throws Exception {
    serve(key);
    EdgeClient stalled = connect();
    Thread sender = Thread.ofVirtual().start(() -> pingUntilStalled(stalled));
    EdgeClient other = connect();
    for (int id = 0; id < 200; id++) {
      assertThat(other.ask(ecdsa(id, key.ski())).code()).isEqualTo(Status.SUCCESS.code());
    }
    // Blocked in its write: the server has stopped reading what it would have to keep answers of.
    Eventually.await(
        "a sender that is slowed down", () -> sender.getState() == Thread.State.WAITING);
    assertThat(sender.isAlive()).isTrue();
    stalled.close();
    sender.join(Eventually.LIMIT);
    assertThat(sender.isAlive()).isFalse();
  }

  private static void pingUntilStalled(EdgeClient client) {
    byte[] payload = new byte[60_000];
    try {
      for (int id = 0; id < 100_000; id++) {
        client.send(Message.ping(id, payload));
      }
      throw new AssertionError("six gigabytes were sent to a server that had no room for them");
    } catch (IOException _) {
      return; // closed by the test
    }
  }

  @Test
  void noMoreConnectionsThanMayBeAreTaken() throws Exception {
    serve(connectionLimits(2, 10), AccessList.EVERYBODY, key);
    EdgeClient first = connect();
    connect();
    assertThat(connects()).isFalse();
    assertThat(log.next(ServerEvent.Kind.CONNECTION_REFUSED).reason())
        .isEqualTo("too-many-connections");
    first.close();
    Eventually.await("a place that is free again", this::connects);
  }

  @Test
  void oneEdgeHasNoMoreConnectionsThanOneMayHave() throws Exception {
    serve(connectionLimits(100, 2), AccessList.EVERYBODY, key);
    EdgeClient first = connect();
    connect();
    assertThat(connects()).isFalse();
    ServerEvent event = log.next(ServerEvent.Kind.CONNECTION_ENDED);
    assertThat(event.reason()).isEqualTo("too-many-connections");
    assertThat(event.edge()).isEqualTo("CN=edge-1");
    EdgeClient other = connect(edgeCa.issue(TestCa.Leaf.client("edge-2")));
    assertThat(other.ask(Message.ping(1, DIGEST)).code()).isEqualTo(Status.PONG.code());
    first.close();
    Eventually.await("a place that is free again", this::connects);
  }

  @Test
  void aConnectionWithoutARequestForLongIsEnded() throws Exception {
    serve(timeLimits(Eventually.LIMIT, Duration.ofSeconds(1)), AccessList.EVERYBODY, key);
    EdgeClient client = connect();
    assertThat(client.isAtEnd()).isTrue();
    assertThat(log.next(ServerEvent.Kind.CONNECTION_ENDED).reason()).isEqualTo("idle");
  }

  private boolean connects() {
    try (EdgeClient client = dialer().connect()) {
      return client.ask(Message.ping(1, DIGEST)).code() == Status.PONG.code();
    } catch (IOException _) {
      return false;
    }
  }
}
