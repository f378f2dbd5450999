package dev.edgekeep.control.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.Eventually;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Every change becomes a snapshot that the nodes acknowledge, or refuse with a reason. */
class DeploymentsTest extends SiteHarness {
  private static Host host(Snapshot snapshot, String name) {
    return Objects.requireNonNull(snapshot.hosts().get(new HostPattern(name)));
  }

  private Reply deploy(String name, String more) {
    return api()
        .put(
            SITE + "/hosts/" + name + "?wait=deployed",
            "{\"certificate\": \"%s\", \"origin\": \"app\"%s}".formatted(certificate, more));
  }

  @ParameterizedTest
  @EnumSource
  void aHostIsDeployedWithAllThatItNeeds(Databases database) {
    startSite(database);
    Reply made = deploy("www.example.com", ", \"https\": {\"redirect\": 308}");
    assertThat(made.header("X-Deployment-State")).hasValue("deployed");
    long version = Long.parseLong(made.header("X-Deployment").orElseThrow());
    Host host = host(node.last(), "www.example.com");
    assertThat(host.certificates().getFirst().key()).isInstanceOf(ServerKey.Held.class);
    Origin origin = host.origin();
    assertThat(origin.name()).isEqualTo("example.com/app");
    assertThat(origin.servers().getFirst().port()).isEqualTo(9000);
    Reply shown = api().get("/deployments/" + version);
    assertThat(shown.text("/state")).isEqualTo("deployed");
    assertThat(shown.text("/summary")).isEqualTo("create host www.example.com");
    assertThat(shown.text("/nodes/0/name")).isEqualTo("edge");
  }

  @ParameterizedTest
  @EnumSource
  void whatDidNotChangeIsTheSameObjectInTheNextSnapshot(Databases database) {
    startSite(database);
    deploy("a.example.com", "");
    deploy("b.example.com", "");
    Host before = host(node.last(), "a.example.com");
    deploy("b.example.com", ", \"https\": {\"redirect\": 301}");
    assertThat(host(node.last(), "a.example.com")).isSameAs(before);
  }

  @ParameterizedTest
  @EnumSource
  void aChangedOriginChangesItsHosts(Databases database) {
    startSite(database);
    deploy("www.example.com", "");
    api().put(SITE + "/origins/app?wait=deployed", "{\"servers\": [\"http://127.0.0.1:9001\"]}");
    assertThat(host(node.last(), "www.example.com").origin().servers().getFirst().port())
        .isEqualTo(9001);
    api().delete(SITE + "/hosts/www.example.com?wait=deployed");
    assertThat(node.last().hosts()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theSnapshotIsTheSameAfterARestart(Databases database) {
    startSite(database);
    deploy("www.example.com", ", \"tls\": {\"minVersion\": \"1.3\"}");
    api().put(SITE + "/client-ca/hosts?wait=deployed", hosts("www.example.com"));
    Snapshot before = node.last();
    restart();
    assertThat(node.last()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void whatANodeRefusesIsToldAndTheNextIsTried(Databases database) {
    startSite(database);
    deploy("a.example.com", "");
    node.refuse("address in use");
    Reply refused = deploy("b.example.com", "");
    assertThat(refused.status()).isEqualTo(201);
    assertThat(refused.header("X-Deployment-State")).hasValue("rejected");
    assertThat(node.last().hosts()).hasSize(1);
    Reply nodes = api().get("/nodes");
    assertThat(nodes.text("/items/0/deployment")).isEqualTo("rejected");
    assertThat(nodes.text("/items/0/reason")).isEqualTo("address in use");
    assertThat(log).anyMatch(line -> line.contains("address in use"));
    node.refuse(null);
    assertThat(deploy("c.example.com", "").header("X-Deployment-State")).hasValue("deployed");
    assertThat(node.last().hosts()).hasSize(3);
    assertThat(api().get("/nodes").text("/items/0/deployment")).isEqualTo("deployed");
  }

  @Test
  void withoutWaitingAChangeIsDeployedAllTheSame() {
    startSite(Databases.SQLITE);
    putHost("www.example.com", "");
    Eventually.await("deployed", () -> Set.of("deployed").equals(deploymentStates()));
    assertThat(node.last().hosts()).hasSize(1);
  }

  private Set<String> deploymentStates() {
    JsonNode deployments = api().get("/deployments").json().at("/items");
    return Set.copyOf(deployments.findValuesAsString("state"));
  }
}
