package dev.edgekeep.control.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.config.KeyServerChecks;
import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.keyserver.KeyServer;
import dev.edgekeep.testing.TestCa.Leaf;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A check uses a key server as an edge would, and says in words what is wrong. */
class CheckingTest extends KeyServerTests {
  @ParameterizedTest
  @EnumSource
  void aKeyServerThatDoesItsPartIsHealthyAndItsLatencyIsShown(Databases database) {
    ApiClient api = startNow(database);
    put(api, address(keyServer(0, host, rsaHost)));
    String ecdsa = keyless(api, host);
    String rsa = keyless(api, rsaHost);
    Reply checked = check(api);
    assertThat(checked.text("/health")).isEqualTo("healthy");
    assertThat(checked.json().at("/problems")).isEmpty();
    assertThat(checked.text("/addresses/0/state")).isEqualTo("ok");
    assertThat(checked.json().at("/addresses/0/keys").findValuesAsString("certificate"))
        .containsExactlyInAnyOrder(ecdsa, rsa);
    assertThat(checked.json().at("/addresses/0/keys").findValuesAsString("state"))
        .containsExactly("ok", "ok");
    double median = checked.json().at("/latencyMs/median").asDouble();
    assertThat(median).isPositive();
    assertThat(checked.json().at("/latencyMs/p99").asDouble()).isGreaterThanOrEqualTo(median);
    Reply got = api.get(VAULT);
    assertThat(got.text("/health")).isEqualTo("healthy");
    assertThat(got.json().at("/lastCheck")).isEqualTo(checked.json());
    assertThat(api.get("/key-servers").json().at("/items/0/latencyMs/median").asDouble())
        .isEqualTo(median);
  }

  @Test
  void aKeyThatIsNotThereIsNamedWithItsCertificate() {
    ApiClient api = startNow(Databases.SQLITE);
    put(api, address(keyServer(0, host)));
    keyless(api, host);
    String missing = keyless(api, rsaHost);
    Reply checked = check(api);
    assertThat(checked.text("/health")).isEqualTo("unhealthy");
    assertThat(checked.json().at("/addresses/0/keys").findValuesAsString("state"))
        .containsExactlyInAnyOrder("ok", "key not found");
    assertThat(checked.text("/problems/0"))
        .contains(missing, "www.example.com", "key not found", "reload the key server");
  }

  @Test
  void aCertificateWhoseKeyIsNotThereIsTakenWithAWarningButNotByHosts() {
    ApiClient api = startNow(Databases.SQLITE);
    put(api, address(keyServer(0, host)));
    Reply missing = upload(api, rsaHost);
    assertThat(missing.status()).isEqualTo(201);
    assertThat(missing.json().at("/warnings").toString())
        .contains("does not have the key", "key not found");
    Reply good = upload(api, host);
    assertThat(good.json().at("/warnings").toString()).doesNotContain("key server");
    String id = good.text("/id");
    api.post("/sites", "{\"name\": \"example.com\"}");
    api.put("/sites/example.com/origins/app", "{\"servers\": [\"http://127.0.0.1:9000\"]}");
    api.put(
        "/sites/example.com/hosts/www.example.com",
        "{\"certificate\": \"%s\", \"origin\": \"app\"}".formatted(id));
    Reply refused = api.put("/certificates/" + id, keylessBody(rsaHost));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/errors/0/path")).isEqualTo("keyServer");
    assertThat(refused.text("/errors/0/message")).contains("used by www.example.com");
    assertThat(api.put("/certificates/" + id, keylessBody(host)).status()).isEqualTo(200);
  }

  @Test
  void anAddressWhereNothingListensIsNotReachable() {
    ApiClient api = startNow(Databases.SQLITE);
    KeyServer gone = keyServer(0);
    String address = address(gone);
    gone.close();
    put(api, address);
    Reply checked = check(api);
    assertThat(checked.text("/health")).isEqualTo("unhealthy");
    assertThat(checked.text("/addresses/0/state")).isEqualTo("not-reachable");
    assertThat(checked.text("/problems/0")).startsWith(address + ": not connected");
    assertThat(checked.json().has("latencyMs")).isFalse();
  }

  @Test
  void aKeyServerWithACertificateThatIsNotTrustedIsNotAsked() {
    ApiClient api = startNow(Databases.SQLITE);
    put(api, edge, hosts, address(keyServer(0)));
    Reply checked = check(api);
    assertThat(checked.text("/addresses/0/state")).isEqualTo("wrong-certificate");
    assertThat(checked.text("/problems/0")).contains("certificate is not accepted");
  }

  @Test
  void aKeyServerThatDoesNotLetTheEdgeInSaysWhichCaItNeeds() {
    ApiClient api = startNow(Databases.SQLITE);
    put(api, hosts.issue(Leaf.client("stranger")), serverCa, address(keyServer(0)));
    Reply checked = check(api);
    assertThat(checked.text("/addresses/0/state")).isEqualTo("not-authorized");
    assertThat(checked.text("/problems/0")).contains("CN=stranger", "CN=Host CA");
  }

  @Test
  void withOneOfTwoAddressesItIsDegraded() {
    ApiClient api = startNow(Databases.SQLITE);
    KeyServer gone = keyServer(0);
    String nowhere = address(gone);
    gone.close();
    put(api, nowhere, address(keyServer(0, host)));
    keyless(api, host);
    Reply checked = check(api);
    assertThat(checked.text("/health")).isEqualTo("degraded");
    assertThat(checked.json().at("/addresses").findValuesAsString("state"))
        .contains("not-reachable", "ok");
    assertThat(checked.json().at("/latencyMs/median").asDouble()).isPositive();
  }

  @Test
  void keysThatAreTogetherOnTwoAddressesAreAtHand() {
    ApiClient api = startNow(Databases.SQLITE);
    put(api, address(keyServer(0, host)), address(keyServer(0, rsaHost)));
    keyless(api, host);
    keyless(api, rsaHost);
    assertThat(check(api).text("/health")).isEqualTo("degraded");
  }

  @Test
  void aSlowOneIsDegraded() throws Exception {
    checks = new KeyServerChecks(Duration.ofSeconds(60), Duration.ofMillis(20));
    ApiClient api = startNow(Databases.SQLITE);
    SlowRelay relay = remember(SlowRelay.to(keyServer(0).address(), Duration.ofMillis(60)));
    put(api, relay.address());
    Reply checked = check(api);
    assertThat(checked.text("/health")).isEqualTo("degraded");
    assertThat(checked.text("/addresses/0/state")).isEqualTo("slow");
    assertThat(checked.text("/problems/0")).contains("slow: a ping takes ");
    assertThat(checked.json().at("/latencyMs/median").asDouble()).isGreaterThan(60);
  }

  @Test
  void oneThatSaysNothingHoldsUpNobodyAndNotForLong() throws Exception {
    patienceMillis = 2_000;
    ApiClient api = startNow(Databases.SQLITE);
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      put(api, "127.0.0.1:" + silent.getLocalPort());
      CompletableFuture<Reply> checked = CompletableFuture.supplyAsync(() -> check(api));
      assertThat(api.post("/sites", "{\"name\": \"example.com\"}").status()).isEqualTo(201);
      assertThat(checked.get().text("/addresses/0/state")).isEqualTo("no-answer");
      assertThat(checked.get().text("/problems/0"))
          .contains("no answer to the TLS handshake within 2,000 ms");
    }
  }

  @Test
  void onlyWhoMayChangeThingsHasACheckMade() {
    ApiClient api = startNow(Databases.SQLITE);
    put(api, address(keyServer(0)));
    String viewer = api.post("/tokens", "{\"name\": \"v\", \"role\": \"viewer\"}").text("/token");
    assertThat(api.as(viewer).post(VAULT + "/check", "{}").status()).isEqualTo(403);
    assertThat(api.as(viewer).get(VAULT).status()).isEqualTo(200);
    assertThat(api.post("/key-servers/other/check", "{}").status()).isEqualTo(404);
  }
}
