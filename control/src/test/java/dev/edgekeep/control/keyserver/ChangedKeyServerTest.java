package dev.edgekeep.control.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.TestCa.Leaf;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** A change of one key server costs the hosts that use it. */
class ChangedKeyServerTest extends KeyServerTests {
  private Credential server(String name) {
    return hosts.issue(
        Leaf.server(name).valid(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(90))));
  }

  private static String held(ApiClient api, Credential server) {
    Reply made =
        api.post(
            "/certificates",
            JsonMapper.shared()
                .writeValueAsString(
                    Map.of("chain", server.chainPem(), "privateKey", server.keyPem())));
    assertThat(made.status()).isEqualTo(201);
    return made.text("/id");
  }

  private static void host(ApiClient api, String name, String certificate) {
    Reply made =
        api.put(
            "/sites/example.com/hosts/%s?wait=deployed".formatted(name),
            "{\"certificate\": \"%s\", \"origin\": \"app\"}".formatted(certificate));
    assertThat(made.header("X-Deployment-State")).hasValue("deployed");
  }

  private Host host(String name) {
    return Objects.requireNonNull(node.last().hosts().get(new HostPattern(name)));
  }

  private static int addresses(Host host) {
    return ((ServerKey.OnKeyServer) host.certificates().getFirst().key())
        .keyServer()
        .addresses()
        .size();
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheHostsThatUseItAreBuiltAgain(Databases database) {
    ApiClient api = startNow(database);
    api.post("/sites", "{\"name\": \"example.com\"}");
    api.put("/sites/example.com/origins/app", "{\"servers\": [\"http://127.0.0.1:9000\"]}");
    put(api, "127.0.0.1:1");
    host(api, "keyless.example.com", keyless(api, server("keyless.example.com")));
    host(api, "held.example.com", held(api, server("held.example.com")));
    Host keyless = host("keyless.example.com");
    Host held = host("held.example.com");
    put(api, "127.0.0.1:1", "127.0.0.1:2");
    Eventually.await("it is deployed", () -> addresses(host("keyless.example.com")) == 2);
    assertThat(addresses(keyless)).isOne();
    assertThat(host("held.example.com")).isSameAs(held);
  }
}
