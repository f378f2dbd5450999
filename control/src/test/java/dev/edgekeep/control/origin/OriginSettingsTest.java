package dev.edgekeep.control.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;

/** The settings of an origin through the API, and the health of its servers. */
class OriginSettingsTest extends SiteHarness {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SETTINGS =
      """
      {"servers": [{"url": "http://192.0.2.1", "weight": 3}, {"url": "http://192.0.2.2", "backup": true}],
       "loadBalancing": "hash", "hashBy": "cookie:session", "slowStartMillis": 0,
       "healthCheck": {"path": "/healthz", "expectStatus": ["200-299", 304]},
       "ejection": {"consecutiveFailures": 2}, "retries": {"on": ["connect", 503]},
       "betweenBytesTimeoutMillis": 7, "totalTimeoutMillis": 9}
      """;

  @Test
  void allSettingsAreAcceptedAndShown() {
    startSite(Databases.SQLITE);
    assertThat(api().put(SITE + "/origins/a", SETTINGS).status()).isEqualTo(201);
    Reply shown = api().get(SITE + "/origins/a");
    for (String key :
        List.of("servers", "hashBy", "slowStartMillis", "healthCheck", "ejection", "retries")) {
      assertThat(shown.json().path(key)).as(key).isEqualTo(JSON.readTree(SETTINGS).path(key));
    }
  }

  @Test
  void allThatIsWrongIsToldWithItsPlace() {
    startSite(Databases.SQLITE);
    Reply refused =
        api()
            .put(
                SITE + "/origins/a",
                """
                {"servers": [{"url": "http://192.0.2.1", "weight": 0}], "hashBy": "address",
                 "retries": {"methods": ["POST"]}}
                """);
    assertThat(refused.status()).isBetween(400, 422);
    assertThat(refused.json().toString())
        .contains("servers[0].weight", "hashBy", "retries.methods[0]");
  }

  @Test
  void anOriginShowsTheHealthOfItsServersOnEachNode() {
    startSite(Databases.SQLITE);
    api().put(SITE + "/origins/a", SETTINGS);
    node.setHealth(name ->
        List.of(
            new OriginHealth("edge", "192.0.2.1:80", true, "fine at " + name, null),
            new OriginHealth("edge", "192.0.2.2:80", false, "refused", Instant.EPOCH)));
    Reply shown = api().get(SITE + "/origins/a");
    String site = SITE.substring(SITE.lastIndexOf('/') + 1);
    assertThat(shown.json().path("health").path(0).path("reason").asString())
        .isEqualTo("fine at " + site + "/a");
    assertThat(shown.json().path("health").path(1).path("healthy").asBoolean()).isFalse();
    assertThat(shown.json().path("health").path(1).path("since").asString())
        .isEqualTo("1970-01-01T00:00:00Z");
  }
}
