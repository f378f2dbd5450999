package dev.edgekeep.control.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.RecordingNode;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.x509.cert.SerialNumber;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two control planes over one PostgreSQL: what one changes, the nodes of the other enforce. */
class SharedDatabaseTest extends SiteHarness {
  private final RecordingNode otherNode = new RecordingNode("other");

  private ApiClient startTwo() {
    startSite(Databases.POSTGRESQL);
    return startAnother(otherNode);
  }

  private static @Nullable Host host(Snapshot snapshot, String name) {
    return snapshot.hosts().get(new HostPattern(name));
  }

  private void awaitBoth(String what, Predicate<Snapshot> holds) {
    Eventually.await(what + ", at the first", () -> holds.test(node.last()));
    Eventually.await(what + ", at the other", () -> holds.test(otherNode.last()));
  }

  @Test
  void whatOneChangesTheNodesOfTheOtherEnforce() {
    ApiClient other = startTwo();
    assertThat(putHost("www.example.com", "").status()).isEqualTo(201);
    awaitBoth("a host", snapshot -> host(snapshot, "www.example.com") != null);
    other.put(SITE + "/origins/app", "{\"servers\": [\"http://127.0.0.1:9007\"]}");
    awaitBoth(
        "an origin",
        snapshot -> {
          Host host = host(snapshot, "www.example.com");
          return host != null && host.origin().servers().getFirst().port() == 9007;
        });
    other.post(SITE + "/rules", "{\"name\": \"none\", \"when\": \"ssl\", \"action\": \"block\"}");
    awaitBoth("a rule", snapshot -> snapshot.rules().size() == 1);
    other.delete(SITE + "/hosts/www.example.com");
    awaitBoth("no host", snapshot -> snapshot.hosts().isEmpty());
    assertThat(log).isEmpty();
  }

  /** Each at another one, at once: whoever takes them in another order ends wrongly. */
  @Test
  void ofChangesThatContradictEachOtherTheLastCountsEverywhere() {
    ApiClient other = startTwo();
    putHost("www.example.com", "");
    api().put(SITE + "/client-ca/hosts", hosts("www.example.com"));
    Reply issued = api().post(SITE + "/client-certificates", "{\"keyType\": \"p256\"}");
    SerialNumber serial = SerialNumber.parse(issued.text("/serial"));
    String path = SITE + "/client-certificates/" + issued.text("/id");
    for (int i = 0; i < 5; i++) {
      assertThat(api().post(path + "/revoke", "").status()).isEqualTo(200);
      assertThat(other.post(path + "/activate", "").status()).isEqualTo(200);
    }
    Reply last = other.put(SITE + "/origins/app", "{\"servers\": [\"http://127.0.0.1:9007\"]}");
    long version = Long.parseLong(last.header("X-Deployment").orElseThrow());
    for (ApiClient each : new ApiClient[] {api(), other}) {
      Eventually.await(
          "the last version",
          () -> each.get("/nodes").json().at("/items/0/version").asLong() >= version);
    }
    assertThat(isRevoked(node.last(), serial)).isFalse();
    assertThat(isRevoked(otherNode.last(), serial)).isFalse();
    assertThat(other.post(path + "/revoke", "").status()).isEqualTo(200);
    awaitBoth("a revocation", snapshot -> isRevoked(snapshot, serial));
  }

  private static boolean isRevoked(Snapshot snapshot, SerialNumber serial) {
    return snapshot.revokedSerials().values().stream().anyMatch(set -> set.contains(serial));
  }

  @Test
  void aChangeIsAtOnceAtTheNodesOfWhoMakesIt() {
    ApiClient other = startTwo();
    Map<String, ApiClient> both = Map.of("a", api(), "b", other);
    both.forEach((name, api) -> {
      Reply made =
          api.put(
              SITE + "/hosts/" + name + ".example.com?wait=deployed",
              "{\"certificate\": \"%s\", \"origin\": \"app\"}".formatted(certificate));
      assertThat(made.header("X-Deployment-State")).hasValue("deployed");
    });
    awaitBoth("both hosts", snapshot -> snapshot.hosts().size() == 2);
  }
}
