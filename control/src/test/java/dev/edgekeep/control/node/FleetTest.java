package dev.edgekeep.control.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.fleet.message.NodeDirective;
import dev.edgekeep.fleet.message.NodeStatus;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.x509.cert.SerialNumber;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes on other machines get every version of their group, and say what they have in force. */
class FleetTest extends FleetHarness {
  @ParameterizedTest
  @EnumSource
  void aNodeJoinsAndEnforcesWhatIsDeployed(Databases database) {
    startSite(database);
    put(api(), "before.example.com", "");
    String token = token(api(), "edge-1", "default");
    assertThat(state(api(), "edge-1")).isEqualTo("joining");
    FeedNode node = started(FeedNode.started(api(), token));
    awaitState(api(), "edge-1", "connected");
    long version = put(api(), "www.example.com", "");
    assertThat(serves(node, "www.example.com")).isTrue();
    assertThat(serves(node, "before.example.com")).isTrue();
    Reply shown = api().get("/nodes/edge-1");
    assertThat(shown.json().at("/version").asLong()).isEqualTo(version);
    assertThat(shown.text("/edgekeep")).isEqualTo("test");
    assertThat(shown.text("/deployment")).isEqualTo("deployed");
    assertThat(shown.json().at("/refused")).isEmpty();
    Reply deployment = api().get("/deployments/" + version);
    assertThat(deployment.text("/nodes/1/name")).isEqualTo("edge-1");
    assertThat(deployment.text("/nodes/1/state")).isEqualTo("deployed");
    Eventually.await("session ticket keys", () -> node.tickets != null);
    assertThat(Objects.requireNonNull(node.tickets).keys()).hasSize(2);
  }

  @Test
  void aGroupGetsItsHostsOnlyAndAHostThatMovesIsGoneFromTheOldGroup() {
    startSite(Databases.SQLITE);
    FeedNode first = node("edge-1", "default");
    FeedNode europe = node("edge-2", "eu");
    awaitState(api(), "edge-1", "connected");
    awaitState(api(), "edge-2", "connected");
    put(api(), "www.example.com", ", \"groups\": [\"default\"]");
    assertThat(serves(first, "www.example.com")).isTrue();
    assertThat(serves(europe, "www.example.com")).isFalse();
    assertThat(europe.inForce.snapshot().origins()).isEmpty();
    long moved = put(api(), "www.example.com", ", \"groups\": [\"eu\"]");
    assertThat(serves(first, "www.example.com")).isFalse();
    assertThat(serves(europe, "www.example.com")).isTrue();
    assertThat(first.inForce.version()).isEqualTo(moved);
  }

  @Test
  void aRevocationIsSentAheadOfItsVersion() {
    startSite(Databases.SQLITE);
    FeedNode node = node("edge-1", "default");
    awaitState(api(), "edge-1", "connected");
    put(api(), "www.example.com", "");
    api().put(SITE + "/client-ca/hosts?wait=deployed", hosts("www.example.com"));
    Reply issued = api().post(SITE + "/client-certificates", "{\"keyType\": \"p256\"}");
    SerialNumber serial = SerialNumber.parse(issued.text("/serial"));
    Reply revoked =
        api()
            .post(
                SITE + "/client-certificates/" + issued.text("/id") + "/revoke?wait=deployed", "");
    assertThat(revoked.header("X-Deployment-State")).hasValue("deployed");
    assertThat(node.inForce.snapshot().revokedSerials().values())
        .anyMatch(serials -> serials.contains(serial));
    Eventually.await(
        "revocations ahead",
        () ->
            node.revoked.stream()
                .anyMatch(sent ->
                    sent.clientCas().values().stream().anyMatch(all -> all.contains(serial))));
  }

  @Test
  void aNodeThatIsNotHeardOfIsLostAndNotWaitedFor() {
    startSite(Databases.SQLITE);
    FeedNode node = node("edge-1", "default");
    awaitState(api(), "edge-1", "connected");
    node.isSilent = true;
    Reply pending = api().post("/sites", "{\"name\": \"example.org\"}");
    assertThat(pending.status()).isEqualTo(201);
    putHost("www.example.com", "");
    assertThat(api().get("/nodes/edge-1").text("/deployment")).isEqualTo("pending");
    clock.advance(Duration.ofSeconds(31));
    assertThat(state(api(), "edge-1")).isEqualTo("lost");
    assertThat(api().get("/deployments").text("/items/0/state")).isEqualTo("deployed");
    put(api(), "www.example.com", ", \"https\": {\"redirect\": 308}");
    node.isSilent = false;
    node.report();
    awaitState(api(), "edge-1", "connected");
    Eventually.await(
        "it has all", () -> api().get("/nodes/edge-1").text("/deployment").equals("deployed"));
  }

  @Test
  void whatANodeRefusesIsToldWithPathAndReasonForTheVersionThatBroughtIt() {
    startSite(Databases.SQLITE);
    FeedNode node = node("edge-1", "default");
    awaitState(api(), "edge-1", "connected");
    put(api(), "www.example.com", "");
    node.lie =
        status ->
            new NodeStatus(
                Objects.requireNonNull(status.inForce()),
                status.state(),
                List.of(
                    new NodeStatus.RefusedPart(
                        "hosts.bad.example.com",
                        "its certificate cannot be used",
                        Objects.requireNonNull(status.inForce()).version())),
                status.program(),
                status.time(),
                true,
                List.of());
    Reply made =
        api()
            .put(
                SITE + "/hosts/bad.example.com?wait=deployed",
                "{\"certificate\": \"%s\", \"origin\": \"app\"}".formatted(certificate));
    assertThat(made.header("X-Deployment-State")).hasValue("rejected");
    Reply shown = api().get("/nodes/edge-1");
    assertThat(shown.text("/refused/0/path")).isEqualTo("hosts.bad.example.com");
    assertThat(shown.text("/refused/0/reason")).isEqualTo("its certificate cannot be used");
    long refused = node.inForce.version();
    assertThat(api().get("/deployments/" + refused).text("/nodes/1/reason"))
        .isEqualTo("its certificate cannot be used");
    assertThat(api().get("/deployments/" + (refused - 1)).text("/state")).isEqualTo("deployed");
    Reply tenant = asTenant().get("/nodes/edge-1");
    assertThat(tenant.json().at("/refused")).isEmpty();
    assertThat(tenant.text("/reason")).isEmpty();
  }

  private ApiClient asTenant() {
    Reply made = api().post("/accounts", "{\"name\": \"tenant\"}");
    return api().as(made.text("/token"));
  }

  /** It would be told to be deployed, and is not. */
  @Test
  void aNodeThatClaimsOtherContentDoesNotCount() {
    startSite(Databases.SQLITE);
    FeedNode node = node("edge-1", "default");
    awaitState(api(), "edge-1", "connected");
    put(api(), "www.example.com", "");
    var old = Objects.requireNonNull(node.inForce);
    node.lie =
        status ->
            new NodeStatus(
                new SnapshotUpdate.Base(
                    Objects.requireNonNull(status.inForce()).version(), old.content()),
                status.state(),
                List.of(),
                status.program(),
                status.time(),
                true,
                List.of());
    Reply made =
        api()
            .put(
                SITE + "/hosts/other.example.com?wait=deployed",
                "{\"certificate\": \"%s\", \"origin\": \"app\"}".formatted(certificate));
    assertThat(made.header("X-Deployment-State")).hasValue("rejected");
    assertThat(api().get("/nodes/edge-1").text("/reason")).contains("other content");
  }

  @Test
  void aNodeIsDrainedAndServesAgain() {
    startSite(Databases.SQLITE);
    FeedNode node = node("edge-1", "default");
    awaitState(api(), "edge-1", "connected");
    assertThat(api().post("/nodes/edge-1/drain", "").status()).isEqualTo(200);
    Eventually.await(
        "drained",
        () ->
            !node.directives.isEmpty()
                && node.directives.getLast().state() == NodeDirective.State.DRAIN);
    awaitState(api(), "edge-1", "draining");
    put(api(), "www.example.com", "");
    assertThat(api().delete("/nodes/edge-1/drain").status()).isEqualTo(200);
    Eventually.await(
        "serves", () -> node.directives.getLast().state() == NodeDirective.State.SERVE);
    awaitState(api(), "edge-1", "connected");
  }

  @Test
  void aRemovedNodeIsToldAndReadsNothingMore() {
    startSite(Databases.SQLITE);
    FeedNode left = node("edge-1", "default");
    FeedNode stays = node("edge-2", "default");
    awaitState(api(), "edge-1", "connected");
    awaitState(api(), "edge-2", "connected");
    put(api(), "www.example.com", "");
    Eventually.await("session ticket keys", () -> stays.tickets != null);
    List<String> before = names(stays);
    long epoch = newestEpoch(stays);
    assertThat(newestEpoch(left)).isEqualTo(epoch);
    assertThat(api().delete("/nodes/edge-1").status()).isEqualTo(204);
    assertThat(api().get("/nodes/edge-1").status()).isEqualTo(404);
    Eventually.await(
        "told",
        () ->
            !left.directives.isEmpty()
                && left.directives.getLast().state() == NodeDirective.State.REMOVED);
    long after = put(api(), "secret.example.com", "");
    assertThat(serves(stays, "secret.example.com")).isTrue();
    assertThat(stays.inForce.version()).isEqualTo(after);
    assertThat(newestEpoch(stays)).isGreaterThan(epoch);
    assertThat(newestEpoch(left)).isEqualTo(epoch);
    assertThat(serves(left, "secret.example.com")).isFalse();
    Eventually.await("other session ticket keys", () -> Collections.disjoint(names(stays), before));
    assertThat(names(left)).isEqualTo(before);
    FeedNode again = node("edge-1", "default");
    Eventually.await("the same name", () -> serves(again, "secret.example.com"));
  }

  private static long newestEpoch(FeedNode node) {
    return Objects.requireNonNull(node.keys().newest()).epoch();
  }

  private static List<String> names(FeedNode node) {
    return Objects.requireNonNull(node.tickets).keys().stream()
        .map(key -> HexFormat.of().formatHex(key.name()))
        .toList();
  }
}
