package dev.edgekeep.control.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.fleet.message.NodeStatus;
import dev.edgekeep.fleet.message.Renewed;
import dev.edgekeep.fleet.message.TicketKeys;
import dev.edgekeep.fleet.nats.FeedException;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.x509.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a control plane decides by its clock, and what nodes may be off by. */
class NodeClockTest extends FleetHarness {
  private static final Duration OFF = Duration.ofMinutes(5);

  @Test
  void aNodesCertificateIsValidForAClockThatIsMinutesBehind() throws Exception {
    startSite(Databases.SQLITE);
    FeedNode node = node("edge-1", "default");
    Certificate first = Certificate.parse(node.credentials().chain().getFirst());
    assertThat(first.notBefore()).isEqualTo(seconds(clock.instant().minus(OFF.multipliedBy(2))));
    assertThat(first.notAfter()).isEqualTo(seconds(clock.instant().plus(Duration.ofDays(90))));
  }

  @Test
  void aNodesCertificateIsRenewedForTheSameKeyUntilTheNodeIsRemoved() throws Exception {
    startSite(Databases.SQLITE);
    FeedNode node = node("edge-1", "default");
    awaitState(api(), "edge-1", "connected");
    Certificate first = Certificate.parse(node.credentials().chain().getFirst());
    clock.advance(Duration.ofDays(31));
    Renewed renewed = node.renew();
    Certificate second = Certificate.parse(renewed.chain().getFirst());
    assertThat(second.subjectPublicKey()).isEqualTo(first.subjectPublicKey());
    assertThat(second.serialNumber()).isNotEqualTo(first.serialNumber());
    assertThat(second.notAfter()).isEqualTo(seconds(clock.instant().plus(Duration.ofDays(90))));
    assertThat(renewed.jwt()).isNotEqualTo(node.credentials().servers().jwt());
    assertThat(api().delete("/nodes/edge-1").status()).isEqualTo(204);
    assertThatThrownBy(node::renew).isInstanceOf(FeedException.class);
  }

  private static Instant seconds(Instant time) {
    return Instant.ofEpochSecond(time.getEpochSecond());
  }

  @Test
  void aJoinTokenEndsByTheClockOfTheControlPlaneThatIsAsked() {
    startSite(Databases.SQLITE);
    String token = token(api(), "edge-1", "default");
    clock.advance(Duration.ofHours(1).minus(OFF));
    assertThat(new FeedNode(token).join(api()).status()).isEqualTo(200);
    String late = token(api(), "edge-2", "default");
    clock.advance(Duration.ofHours(1).plus(OFF));
    assertThat(new FeedNode(late).join(api()).status()).isEqualTo(403);
  }

  /** The state of a node depends on when it was heard, and not on the time that it tells. */
  @Test
  void aNodeWithAnotherTimeIsConnected() {
    startSite(Databases.SQLITE);
    FeedNode node = node("edge-1", "default");
    node.lie =
        status ->
            new NodeStatus(
                status.inForce(),
                status.state(),
                status.refused(),
                status.program(),
                status.time().minus(OFF),
                true,
                status.listening());
    awaitState(api(), "edge-1", "connected");
    put(api(), "www.example.com", "");
    assertThat(api().get("/nodes/edge-1").text("/deployment")).isEqualTo("deployed");
  }

  /** Nodes have the next keys long before it is time to use them. */
  @Test
  void theNextSessionTicketKeysComeAheadOfTheirTime() {
    startSite(Databases.SQLITE);
    FeedNode node = node("edge-1", "default");
    Eventually.await("session ticket keys", () -> node.tickets != null);
    TicketKeys keys = Objects.requireNonNull(node.tickets);
    assertThat(keys.keys())
        .anyMatch(key -> key.sealFrom().isAfter(clock.instant().plus(OFF.multipliedBy(2))));
  }
}
