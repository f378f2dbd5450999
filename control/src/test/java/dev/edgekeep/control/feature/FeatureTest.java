package dev.edgekeep.control.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.ControlPlane;
import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.snapshot.HostPattern;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A feature is one package and one line: {@link ReservedNames}. */
class FeatureTest extends SiteHarness {
  private static final String PATH = "/sites/example.com/reserved-names";
  private static final String SOON = "{\"reason\": \"it opens in May\"}";

  @Override
  protected ControlPlane.MoreFeatures features() {
    return base -> List.of(new ReservedNames(base));
  }

  private ApiClient startWithSite(Databases database) {
    startSite(database);
    return api().withoutContract();
  }

  @ParameterizedTest
  @EnumSource
  void itsRecordsReachTheSnapshotAndLeaveIt(Databases database) {
    ApiClient api = startWithSite(database);
    Reply made = api.put(PATH + "/May.example.com?wait=deployed", SOON);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).contains("/api/v1" + PATH + "/may.example.com");
    assertThat(made.header("X-Deployment-State")).contains("deployed");
    HostPattern name = new HostPattern("may.example.com");
    assertThat(node.last().unavailable()).containsEntry(name, "it opens in May");
    assertThat(api.delete(PATH + "/may.example.com?wait=deployed").status()).isEqualTo(204);
    assertThat(node.last().unavailable()).doesNotContainKey(name);
  }

  @ParameterizedTest
  @EnumSource
  void itsRecordsAreThereAfterARestart(Databases database) {
    ApiClient api = startWithSite(database);
    api.put(PATH + "/may.example.com", SOON);
    ApiClient again = restart().withoutContract();
    assertThat(again.get(PATH + "/may.example.com").text("/reason")).isEqualTo("it opens in May");
    assertThat(node.last().unavailable()).containsKey(new HostPattern("may.example.com"));
  }

  @ParameterizedTest
  @EnumSource
  void aLostUpdateIsRefused(Databases database) {
    ApiClient api = startWithSite(database);
    String first = api.put(PATH + "/may.example.com", SOON).header("ETag").orElseThrow();
    Reply second = api.put(PATH + "/may.example.com", SOON, "If-Match", first);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.header("ETag")).isNotEqualTo(first);
    assertThat(api.put(PATH + "/may.example.com", SOON, "If-Match", first).status()).isEqualTo(412);
    assertThat(api.delete(PATH + "/may.example.com", "If-Match", first).status()).isEqualTo(412);
  }

  @ParameterizedTest
  @EnumSource
  void listsHavePages(Databases database) {
    ApiClient api = startWithSite(database);
    for (String name : List.of("c", "a", "b")) {
      api.put("%s/%s.example.com".formatted(PATH, name), SOON);
    }
    Reply first = api.get(PATH + "?limit=2");
    assertThat(first.json().at("/items").findValuesAsString("name"))
        .containsExactly("a.example.com", "b.example.com");
    Reply second = api.get("%s?limit=2&cursor=%s".formatted(PATH, first.text("/next")));
    assertThat(second.json().at("/items").findValuesAsString("name"))
        .containsExactly("c.example.com");
    assertThat(second.text("/next")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyChangeIsAudited(Databases database) {
    ApiClient api = startWithSite(database);
    api.put(PATH + "/may.example.com", SOON);
    api.put(PATH + "/may.example.com", "{\"reason\": \"it opens in June\"}");
    api.delete(PATH + "/may.example.com");
    Reply audit = api.get("/audit?kind=reserved-name");
    assertThat(audit.json().at("/items").findValuesAsString("action"))
        .containsExactly("delete", "update", "create");
    assertThat(audit.text("/items/1/before/reason")).isEqualTo("it opens in May");
    assertThat(audit.text("/items/1/after/reason")).isEqualTo("it opens in June");
    assertThat(audit.text("/items/1/name")).isEqualTo("may.example.com");
  }

  @ParameterizedTest
  @EnumSource
  void anotherAccountSeesNothingOfIt(Databases database) {
    ApiClient api = startWithSite(database);
    api.put(PATH + "/may.example.com", SOON);
    ApiClient partner = api.as(api.post("/accounts", "{\"name\": \"partner\"}").text("/token"));
    assertThat(partner.get(PATH + "/may.example.com").status()).isEqualTo(404);
    assertThat(partner.put(PATH + "/may.example.com", SOON).status()).isEqualTo(404);
    assertThat(api.get(PATH + "/june.example.com").text("/detail"))
        .isEqualTo("there is no reserved name june.example.com");
  }

  @Test
  void aRecordThatCannotBeReadTakesOnlyItselfOutOfService() {
    ApiClient api = startWithSite(Databases.SQLITE);
    api.put(PATH + "/may.example.com", SOON);
    api.put(PATH + "/june.example.com", SOON);
    restartAfter("UPDATE reserved_name SET name = 'no name' WHERE name = 'june.example.com'");
    assertThat(node.last().unavailable()).containsOnlyKeys(new HostPattern("may.example.com"));
    Reply list = api().withoutContract().get(PATH);
    assertThat(list.text("/items/0/unreadable")).isEmpty();
    assertThat(list.text("/items/1/unreadable")).startsWith("reserved name no name: ");
  }
}
