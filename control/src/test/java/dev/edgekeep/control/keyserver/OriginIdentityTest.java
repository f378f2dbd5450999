package dev.edgekeep.control.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.TestCa.Leaf;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** Origins to which the edge authenticates with a key on a key server. */
class OriginIdentityTest extends KeyServerTests {
  private static final String APP = "/sites/example.com/origins/app";
  private static final String HOST = "/sites/example.com/hosts/www.example.com";

  private final Credential identity = edgeCa.issue(Leaf.client("towards app"));

  private String settings(String keyServer) {
    return JsonMapper.shared()
        .writeValueAsString(
            Map.of(
                "servers",
                new String[] {"https://127.0.0.1:9000"},
                "tls",
                Map.of("identity", Map.of("chain", identity.chainPem(), "keyServer", keyServer))));
  }

  private @Nullable KeyServer deployed() {
    Origin origin = node.last().origins().get("example.com/app");
    return origin == null ? null : origin.keyServer();
  }

  private int addresses() {
    KeyServer server = deployed();
    return server == null ? 0 : server.addresses().size();
  }

  @ParameterizedTest
  @EnumSource
  void theOriginFollowsItsKeyServerWhichStaysWhileItIsUsed(Databases database) {
    ApiClient api = startNow(database);
    api.post("/sites", "{\"name\": \"example.com\"}");
    Reply early = api.put(APP, settings("vault"));
    assertThat(early.status()).isBetween(400, 422);
    assertThat(early.json().toString())
        .contains("tls.identity.keyServer", "there is no key server vault");
    put(api, "127.0.0.1:1");
    assertThat(api.put(APP + "?wait=deployed", settings("vault")).status()).isEqualTo(201);
    assertThat(api.get(APP).json().path("tls").path("identity").path("keyServer").asString())
        .isEqualTo("vault");
    Reply made =
        api.put(
            HOST + "?wait=deployed",
            "{\"certificate\": \"%s\", \"origin\": \"app\"}".formatted(keyless(api, host)));
    assertThat(made.header("X-Deployment-State")).hasValue("deployed");
    assertThat(addresses()).isOne();
    put(api, "127.0.0.1:1", "127.0.0.1:2");
    Eventually.await("the change is deployed", () -> addresses() == 2);
    assertThat(node.last().hosts().values().iterator().next().origin())
        .isEqualTo(node.last().origins().get("example.com/app"));
    api.delete("/certificates");
    Reply refused = api.delete(VAULT);
    assertThat(refused.status()).isEqualTo(409);
  }

  @ParameterizedTest
  @EnumSource
  void aKeyServerOfAnOriginAloneCannotBeDeletedEither(Databases database) {
    ApiClient api = startNow(database);
    api.post("/sites", "{\"name\": \"example.com\"}");
    put(api, "127.0.0.1:1");
    api.put(APP, settings("vault"));
    Reply refused = api.delete(VAULT);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().toString()).contains("example.com/app");
    api.put(APP, "{\"servers\": [\"https://127.0.0.1:9000\"]}");
    assertThat(api.delete(VAULT).status()).isEqualTo(204);
  }

  @ParameterizedTest
  @EnumSource
  void aTokenForOneSiteCannotUseTheKeysOfTheAccount(Databases database) {
    ApiClient api = startNow(database);
    api.post("/sites", "{\"name\": \"example.com\"}");
    put(api, "127.0.0.1:1");
    String token =
        api.post("/tokens", "{\"name\": \"t\", \"role\": \"operator\", \"site\": \"example.com\"}")
            .text("/token");
    ApiClient ofSite = api.as(token);
    assertThat(ofSite.put(APP, settings("vault")).status()).isEqualTo(403);
    assertThat(ofSite.put(APP, "{\"servers\": [\"https://127.0.0.1:9000\"]}").status())
        .isEqualTo(201);
  }
}
