package dev.edgekeep.control.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.RecordingNode;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.testing.KeyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups of nodes: each gets its own hosts, and nothing of the hosts of others. */
class GroupsTest extends SiteHarness {
  private static final HostPattern WWW = new HostPattern("www.example.com");

  private final RecordingNode europe = new RecordingNode("edge-eu", "eu");

  @Override
  protected List<RecordingNode> moreNodes() {
    return List.of(europe);
  }

  private Reply put(String name, String more) {
    Reply made =
        api()
            .put(
                SITE + "/hosts/" + name + "?wait=deployed",
                "{\"certificate\": \"%s\"%s}".formatted(certificate, more));
    assertThat(made.header("X-Deployment-State")).hasValue("deployed");
    return made;
  }

  private static Set<HostPattern> names(RecordingNode node) {
    return node.last().hosts().keySet();
  }

  @ParameterizedTest
  @EnumSource
  void aHostWithoutGroupsIsServedByAllAndOneWithGroupsByThemOnly(Databases database) {
    startSite(database);
    put("www.example.com", ", \"origin\": \"app\"");
    Reply made = put("eu.example.com", ", \"origin\": \"app\", \"groups\": [\"eu\"]");
    assertThat(made.json().at("/groups/0").asString()).isEqualTo("eu");
    assertThat(made.text("/warnings/0")).contains("no node is in the group eu");
    assertThat(names(node)).containsExactly(WWW);
    assertThat(names(europe)).hasSize(2);
    put("eu.example.com", ", \"origin\": \"app\"");
    assertThat(names(node)).hasSize(2);
  }

  @Test
  void aHostThatMovesIsGoneFromTheOldGroupWithTheVersionThatMovesIt() {
    startSite(Databases.SQLITE);
    put("www.example.com", ", \"origin\": \"app\", \"groups\": [\"default\"]");
    assertThat(names(node)).containsExactly(WWW);
    assertThat(names(europe)).isEmpty();
    put("www.example.com", ", \"origin\": \"app\", \"groups\": [\"eu\"]");
    assertThat(names(node)).isEmpty();
    assertThat(names(europe)).containsExactly(WWW);
    api().delete(SITE + "/hosts/www.example.com?wait=deployed");
    assertThat(names(europe)).isEmpty();
    put("www.example.com", ", \"origin\": \"app\"");
    assertThat(names(node)).containsExactly(WWW);
  }

  @Test
  void aGroupGetsNothingOfTheHostsOfOthers() {
    startSite(Databases.SQLITE);
    put("www.example.com", ", \"origin\": \"app\"");
    api().put(SITE + "/origins/secret", "{\"servers\": [\"http://127.0.0.1:9010\"]}");
    String certificateOfEurope = upload(KeyType.P_384, "eu.example.com");
    api()
        .put(
            SITE + "/hosts/eu.example.com",
            "{\"certificate\": \"%s\", \"origin\": \"secret\", \"groups\": [\"eu\"]}"
                .formatted(certificateOfEurope));
    api().put(SITE + "/client-ca/hosts", hosts("eu.example.com"));
    Reply issued = api().post(SITE + "/client-certificates", "{\"keyType\": \"p256\"}");
    api().post(SITE + "/client-certificates/" + issued.text("/id") + "/revoke?wait=deployed", "");
    api().post(SITE + "/rules", "{\"name\": \"r\", \"when\": \"ssl\", \"action\": \"block\"}");
    put("other.example.com", ", \"origin\": \"app\", \"groups\": [\"default\"]");
    assertThat(parts(europe.last())).anyMatch(id -> id.contains("secret"));
    assertThat(europe.last().revokedSerials()).hasSize(1);
    assertThat(parts(node.last())).noneMatch(id -> id.contains("secret") || id.contains("eu."));
    assertThat(node.last().origins()).containsOnlyKeys("example.com/app");
    assertThat(node.last().clientCas()).isEmpty();
    assertThat(node.last().revokedSerials()).isEmpty();
    assertThat(ruleHosts(node.last()))
        .containsExactlyInAnyOrder(WWW, new HostPattern("other.example.com"));
    assertThat(ruleHosts(europe.last()))
        .containsExactlyInAnyOrder(WWW, new HostPattern("eu.example.com"));
    assertThat(parts(node.last())).filteredOn(id -> id.contains("private-key")).hasSize(1);
    assertThat(parts(europe.last())).filteredOn(id -> id.contains("private-key")).hasSize(2);
  }

  private static Set<HostPattern> ruleHosts(Snapshot snapshot) {
    Rule rule = snapshot.rules().getFirst();
    return Objects.requireNonNull(rule.hosts());
  }

  private static List<String> parts(Snapshot snapshot) {
    List<String> ids = new ArrayList<>();
    VersionedSnapshot.NONE
        .next(1, snapshot)
        .manifest()
        .forEach((id, hash) -> ids.add(id.toString()));
    return ids;
  }

  /** The wildcard has other settings, and may ask its clients for less. */
  @Test
  void aNameOfAnotherGroupIsNotServedByAWildcard() {
    startSite(Databases.SQLITE);
    put("*.example.com", ", \"origin\": \"app\"");
    put("www.example.com", ", \"origin\": \"app\", \"groups\": [\"eu\"]");
    assertThat(node.last().unavailable()).containsOnlyKeys(WWW);
    assertThat(europe.last().unavailable()).isEmpty();
    put("www.example.com", ", \"origin\": \"app\", \"groups\": [\"default\"]");
    assertThat(node.last().unavailable()).isEmpty();
    assertThat(europe.last().unavailable()).containsOnlyKeys(WWW);
  }

  @Test
  void namesThatCannotBeGroupsAreRefusedWithTheirPath() {
    startSite(Databases.SQLITE);
    Reply refused =
        api()
            .put(
                SITE + "/hosts/www.example.com",
                "{\"certificate\": \"%s\", \"origin\": \"app\", \"groups\": [\"EU\", \"a\", \"a\"]}"
                    .formatted(certificate));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/errors/0/path")).isEqualTo("groups[0]");
    assertThat(refused.text("/errors/1/path")).isEqualTo("groups[2]");
  }
}
