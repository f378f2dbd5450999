package dev.edgekeep.control.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.keyserver.KeyServer;
import dev.edgekeep.testing.Eventually;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The health of key servers is kept current, and a change is an event. */
class HealthTest extends KeyServerTests {
  private static void awaitHealth(ApiClient api, String health) {
    Eventually.await(health, () -> api.get(VAULT).text("/health").equals(health));
  }

  private static List<String> kinds(ApiClient api) {
    return api.get("/events").json().at("/items").findValuesAsString("kind");
  }

  @ParameterizedTest
  @EnumSource
  void aKeyServerThatGoesAndComesAgainIsToldOnceEachTime(Databases database) {
    ApiClient api = startNow(database);
    KeyServer server = keyServer(0);
    int port = server.address().getPort();
    put(api, address(server));
    awaitHealth(api, "healthy");
    server.close();
    clock.advance(Duration.ofMinutes(2));
    awaitHealth(api, "unhealthy");
    Eventually.await("an event", () -> kinds(api).equals(List.of("key-server-unhealthy")));
    assertThat(api.get("/events").text("/items/0/detail"))
        .startsWith("key server vault: 127.0.0.1:" + port + ": not connected");
    check(api);
    keyServer(port);
    clock.advance(Duration.ofMinutes(2));
    awaitHealth(api, "healthy");
    Eventually.await(
        "an event", () -> kinds(api).equals(List.of("key-server-healthy", "key-server-unhealthy")));
  }

  @Test
  void theEventIsForTheAccountThatTheKeyServerIsOf() {
    ApiClient api = startNow(Databases.SQLITE);
    String other = api.post("/accounts", "{\"name\": \"other\"}").text("/token");
    KeyServer gone = keyServer(0);
    String address = address(gone);
    gone.close();
    put(api.as(other), address);
    check(api.as(other));
    assertThat(kinds(api.as(other))).containsExactly("key-server-unhealthy");
    assertThat(kinds(api)).isEmpty();
  }

  @Test
  void whatWasFoundOfOtherSettingsDoesNotCount() throws Exception {
    ApiClient api = startNow(Databases.SQLITE);
    put(api, address(keyServer(0)));
    awaitHealth(api, "healthy");
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      put(api, "127.0.0.1:" + silent.getLocalPort());
      assertThat(api.get(VAULT).text("/health")).isEqualTo("unknown");
      assertThat(api.get(VAULT).json().has("lastCheck")).isFalse();
    }
  }

  @Test
  void afterARestartItIsCheckedSoon() {
    ApiClient api = startNow(Databases.SQLITE);
    put(api, address(keyServer(0)));
    awaitHealth(api, "healthy");
    awaitHealth(restart(), "healthy");
  }

  @Test
  void theControlPlaneEndsWhileACheckIsUnderWay() throws Exception {
    ApiClient api = startNow(Databases.SQLITE);
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      put(api, "127.0.0.1:" + silent.getLocalPort());
      Thread ending = Thread.ofVirtual().start(this::restart);
      assertThat(ending.join(Duration.ofMinutes(2))).isTrue();
      assertThat(log).isEmpty();
    }
  }
}
