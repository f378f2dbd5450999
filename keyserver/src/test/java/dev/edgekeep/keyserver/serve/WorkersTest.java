package dev.edgekeep.keyserver.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Status;
import dev.edgekeep.keyserver.access.AccessList;
import dev.edgekeep.keyserver.audit.AuditEntry;
import dev.edgekeep.keyserver.audit.Outcome;
import dev.edgekeep.keyserver.testing.EdgeClient;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.TestCa;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Operations are done in turns, of one edge each, and within an edge of one connection each. The
 * token workers here are one thread whose turns are single operations, the file workers two whose
 * turns last as long as something waits.
 */
class WorkersTest extends ServeHarness {
  private final TestKey first = TestKey.ecdsa(1).onToken().closed();
  private final TestKey key = TestKey.ecdsa(2).onToken();

  @Test
  void aConnectionThatFloodsDoesNotDelayTheOthers() throws Exception {
    serve(limits(1_000, 10_000), AccessList.EVERYBODY, first, key);
    EdgeClient flooding = connect();
    flooding.send(ecdsa(0, first.ski()));
    Eventually.await("a busy worker", () -> first.begun() == 1);
    Message[] many = new Message[400];
    for (int id = 0; id < many.length; id++) {
      many[id] = ecdsa(id, key.ski());
    }
    flooding.send(many);
    Eventually.await("a queue", () -> tokenWorkers.inFlight() == 401);
    EdgeClient other = connect(edgeCa.issue(TestCa.Leaf.client("edge-2")));
    other.send(ecdsa(1, key.ski()));
    Eventually.await("one more", () -> tokenWorkers.inFlight() == 402);
    first.open();
    assertThat(other.receive().code()).isEqualTo(Status.SUCCESS.code());
    Eventually.await("all", () -> log.entries().size() == 402);
    List<String> edges = log.entries().stream().map(AuditEntry::edge).toList();
    assertThat(edges.indexOf("CN=edge-2")).isLessThan(4);
  }

  @Test
  void anEdgeWithManyConnectionsHasNoMoreTurns() throws Exception {
    serve(limits(1_000, 10_000), AccessList.EVERYBODY, first, key);
    EdgeClient flooding = connect();
    flooding.send(ecdsa(0, first.ski()));
    Eventually.await("a busy worker", () -> first.begun() == 1);
    for (int connection = 0; connection < 8; connection++) {
      EdgeClient another = connect();
      for (int id = 0; id < 10; id++) {
        another.send(ecdsa(id, key.ski()));
      }
    }
    Eventually.await("a queue", () -> tokenWorkers.inFlight() == 81);
    EdgeClient other = connect(edgeCa.issue(TestCa.Leaf.client("edge-2")));
    for (int id = 0; id < 10; id++) {
      other.send(ecdsa(id, key.ski()));
    }
    Eventually.await("ten more", () -> tokenWorkers.inFlight() == 91);
    first.open();
    Eventually.await("all", () -> log.entries().size() == 91);
    List<String> edges = log.entries().stream().map(AuditEntry::edge).toList();
    assertThat(edges.lastIndexOf("CN=edge-2")).isLessThan(24);
  }

  @Test
  void anEdgeThatTakesAllTheRoomLeavesTheOthersTheirShare() throws Exception {
    serve(limits(100, 12), AccessList.EVERYBODY, first, key);
    EdgeClient flooding = connect();
    for (int id = 0; id < 20; id++) {
      flooding.send(ecdsa(id, first.ski()));
    }
    Eventually.await("refusals", () -> log.count(Outcome.OVERLOADED) == 8);
    assertThat(tokenWorkers.inFlight()).isEqualTo(12);
    EdgeClient second = connect(edgeCa.issue(TestCa.Leaf.client("edge-2")));
    for (int id = 0; id < 20; id++) {
      second.send(ecdsa(id, key.ski()));
    }
    Eventually.await("more refusals", () -> log.count(Outcome.OVERLOADED) == 8 + 14);
    assertThat(tokenWorkers.inFlight()).isEqualTo(12 + 6);
    first.open();
    Eventually.await("all", () -> log.count(Outcome.DONE) == 18);
    Eventually.await("the end", () -> tokenWorkers.inFlight() == 0);
  }

  @Test
  void whatWaitsOfAConnectionThatHasEndedIsNotDone() throws Exception {
    serve(limits(1_000, 10_000), AccessList.EVERYBODY, first, key);
    EdgeClient client = connect();
    client.send(ecdsa(0, first.ski()), ecdsa(1, key.ski()), ecdsa(2, key.ski()));
    Eventually.await("a queue", () -> first.begun() == 1 && tokenWorkers.inFlight() == 3);
    client.abort();
    Eventually.await("an empty queue", () -> tokenWorkers.inFlight() == 1);
    first.open();
    Eventually.await("the end of what was begun", () -> tokenWorkers.inFlight() == 0);
    assertThat(key.begun()).isZero();
    Eventually.await("their entries", () -> log.count(Outcome.ABANDONED) == 2);
    assertThat(log.count(Outcome.DONE)).isEqualTo(1);
  }

  @Test
  void whatIsDoneInOneTurnIsAnsweredTogether() throws Exception {
    TestKey busy = TestKey.ecdsa(3).closed();
    TestKey before = TestKey.ecdsa(4).closed();
    TestKey quick = TestKey.ecdsa(5);
    TestKey slow = TestKey.ecdsa(6).closed();
    serve(busy, before, quick, slow);
    connect().send(ecdsa(1, busy.ski()));
    connect().send(ecdsa(1, before.ski()));
    Eventually.await("two busy workers", () -> busy.begun() + before.begun() == 2);
    EdgeClient client = connect();
    client.send(ecdsa(1, quick.ski()), ecdsa(2, slow.ski()));
    Eventually.await("a queue", () -> fileWorkers.inFlight() == 4);
    before.open();
    Eventually.await("the second operation of the turn", () -> slow.begun() == 1);
    client.send(Message.ping(3, new byte[0]));
    assertThat(client.receive().code()).isEqualTo(Status.PONG.code());
    slow.open();
    assertThat(List.of(client.receive().id(), client.receive().id())).containsExactly(1, 2);
    busy.open();
  }

  @Test
  void noAnswerWaitsForATokenThatHangs() throws Exception {
    TestKey hanging = TestKey.ecdsa(3).onToken().closed();
    serve(first, key, hanging);
    connect().send(ecdsa(1, first.ski()));
    Eventually.await("a busy worker", () -> first.begun() == 1);
    EdgeClient client = connect();
    client.send(ecdsa(1, key.ski()), ecdsa(2, hanging.ski()));
    Eventually.await("a queue", () -> tokenWorkers.inFlight() == 3);
    first.open();
    assertThat(client.receive().id()).isEqualTo(1);
    hanging.open();
    assertThat(client.receive().id()).isEqualTo(2);
  }

  @Test
  void severalWorkersHelpOneConnection() throws Exception {
    TestKey slow = TestKey.ecdsa(3).closed();
    serve(slow);
    EdgeClient client = connect();
    client.send(ecdsa(1, slow.ski()), ecdsa(2, slow.ski()), ecdsa(3, slow.ski()));
    Eventually.await("two busy workers", () -> slow.begun() == 2);
    slow.open();
    List<Integer> answered =
        List.of(client.receive().id(), client.receive().id(), client.receive().id());
    assertThat(answered).containsExactlyInAnyOrder(1, 2, 3);
  }
}
