package dev.edgekeep.control.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.RecordingNode;
import dev.edgekeep.fleet.feed.NodeReports;
import dev.edgekeep.fleet.message.NodeDirective;
import dev.edgekeep.fleet.message.NodeEvents;
import dev.edgekeep.fleet.message.NodeReport;
import dev.edgekeep.testing.Eventually;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A message server that is away, replicas, and what nodes report to them. */
class FleetOutageTest extends FleetHarness {
  @Test
  void changesWaitForAMessageServerThatIsAway() {
    nats().kill();
    startSite(Databases.SQLITE);
    assertThat(putHost("a.example.com", "").status()).isEqualTo(201);
    String token = token(api(), "edge-1", "default");
    nats().restart();
    FeedNode node = started(FeedNode.started(api(), token));
    Eventually.await("the host from before", () -> serves(node, "a.example.com"));
    nats().kill();
    assertThat(putHost("b.example.com", "").status()).isEqualTo(201);
    nats().restart();
    Eventually.await("the host of the outage", () -> serves(node, "b.example.com"));
  }

  @Test
  void aNodeThatIsUndrainedWhileTheMessageServerIsAwayServesAgain() {
    startSite(Databases.SQLITE);
    FeedNode node = node("edge-1", "default");
    awaitState(api(), "edge-1", "connected");
    assertThat(api().post("/nodes/edge-1/drain", "").status()).isEqualTo(200);
    Eventually.await("drained", () -> lastDirective(node) == NodeDirective.State.DRAIN);
    nats().kill();
    Eventually.await(
        "the loss",
        () -> log.stream().anyMatch(line -> line.contains("no message server is connected")));
    assertThat(api().delete("/nodes/edge-1/drain").status()).isEqualTo(200);

    nats().restart();

    Eventually.await("undrained", () -> lastDirective(node) == NodeDirective.State.SERVE);
  }

  private static NodeDirective.@Nullable State lastDirective(FeedNode node) {
    return node.directives.isEmpty() ? null : node.directives.getLast().state();
  }

  @Test
  void twoReplicasThatChangeInTurnsLeadEveryNodeToTheSameEnd() {
    startSite(Databases.POSTGRESQL);
    ApiClient other = startAnother(new RecordingNode("other"));
    FeedNode first = node("edge-1", "default");
    FeedNode second = started(FeedNode.started(other, token(other, "edge-2", "default")));
    for (int i = 0; i < 10; i++) {
      ApiClient api = i % 2 == 0 ? api() : other;
      assertThat(
              api.put(
                      SITE + "/hosts/h" + i + ".example.com",
                      "{\"certificate\": \"%s\", \"origin\": \"app\"}".formatted(certificate))
                  .status())
          .isEqualTo(201);
    }
    control().close();
    long version = put(other, "last.example.com", "");
    for (FeedNode node : List.of(first, second)) {
      Eventually.await("the last version", () -> node.inForce.version() >= version);
      assertThat(node.inForce.snapshot().hosts()).hasSize(11);
    }
    assertThat(first.inForce.content()).isEqualTo(second.inForce.content());
    assertThat(first.versions).isSorted();
    assertThat(other.get("/audit?kind=host").json().at("/items").size()).isEqualTo(11);
  }

  @Test
  void eventsAndCountersOfNodesAreKeptForTheAccountOfTheHost() {
    startSite(Databases.SQLITE);
    FeedNode node = node("edge-1", "default");
    awaitState(api(), "edge-1", "connected");
    put(api(), "www.example.com", "");
    api().post(SITE + "/rules", "{\"name\": \"r\", \"when\": \"ssl\", \"action\": \"block\"}");
    node.events(
        new NodeEvents(
            List.of(
                new NodeEvents.Event(
                    Instant.now(),
                    "handshake-refused",
                    "no certificate",
                    "www.example.com",
                    "absent",
                    NodeEvents.Client.UNKNOWN,
                    "r1",
                    "example.com/r")),
            3));
    Eventually.await(
        "the event",
        () -> api().get("/events?host=www.example.com").json().at("/items").size() == 1);
    assertThat(api().get("/events?host=www.example.com").text("/items/0/node")).isEqualTo("edge-1");
    assertThat(api().get("/events?kind=events-dropped").text("/items/0/detail"))
        .contains("3 events");
    node.matched("boot-1", Map.of("example.com/r", 5L));
    Eventually.await("5 matches", () -> matches() == 5);
    node.matched("boot-2", Map.of("example.com/r", 2L));
    Eventually.await("matches go on after a restart of the node", () -> matches() == 7);
  }

  private long matches() {
    return api().get(SITE + "/rules").json().at("/items/0/matches").asLong();
  }

  @Test
  void aNodeSpeaksForItselfOnly() throws Exception {
    startSite(Databases.SQLITE);
    FeedNode honest = node("edge-1", "default");
    FeedNode forger = node("edge-2", "default");
    awaitState(api(), "edge-1", "connected");
    awaitState(api(), "edge-2", "connected");
    NodeReports forged = forger.reportsAs(honest.credentials().name());
    forged.report(new NodeReport("boot", Map.of("example.com/r", 99L), List.of()));
    Eventually.await(
        "refused",
        () -> log.stream().anyMatch(line -> line.contains("messages from nodes were refused")));
    assertThat(control().url()).isNotEmpty();
  }
}
