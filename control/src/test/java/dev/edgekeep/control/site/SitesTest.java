package dev.edgekeep.control.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sites are added by their domain, found by name or id, and removed when they are empty. */
class SitesTest extends ControlHarness {
  @ParameterizedTest
  @EnumSource
  void aSiteIsFoundByNameAndById(Databases database) {
    ApiClient api = start(database);
    Reply made = api.post("/sites", "{\"name\": \"Example.COM.\"}");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("/name")).isEqualTo("example.com");
    assertThat(made.header("Location")).hasValue("/api/v1/sites/example.com");
    assertThat(api.get("/sites/example.com").json())
        .isEqualTo(api.get("/sites/" + made.text("/id")).json());
  }

  @ParameterizedTest
  @EnumSource
  void sitesAreListedInPages(Databases database) {
    ApiClient api = start(database);
    for (String name : new String[] {"c.example", "a.example", "b.example"}) {
      api.post("/sites", "{\"name\": \"%s\"}".formatted(name));
    }
    Reply first = api.get("/sites?limit=2");
    assertThat(first.json().at("/items").findValuesAsString("name"))
        .containsExactly("a.example", "b.example");
    Reply second = api.get("/sites?limit=2&cursor=" + first.text("/next"));
    assertThat(second.json().at("/items").findValuesAsString("name")).containsExactly("c.example");
    assertThat(second.json().has("next")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aDomainBelongsToOneSite(Databases database) {
    ApiClient api = start(database);
    api.post("/sites", "{\"name\": \"example.com\"}");
    Reply same = api.post("/sites", "{\"name\": \"example.com\"}");
    assertThat(same.status()).isEqualTo(409);
    assertThat(same.text("/detail")).isEqualTo("there is a site example.com already");
    Reply below = api.post("/sites", "{\"name\": \"shop.example.com\"}");
    assertThat(below.status()).isEqualTo(409);
    assertThat(below.text("/detail")).contains("overlaps with the site example.com");
    assertThat(api.post("/sites", "{\"name\": \"notexample.com\"}").status()).isEqualTo(201);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrongWithANameIsTold(Databases database) {
    ApiClient api = start(database);
    Reply wildcard = api.post("/sites", "{\"name\": \"*.example.com\", \"nmae\": 1}");
    assertThat(wildcard.status()).isEqualTo(422);
    assertThat(wildcard.json().at("/errors").findValuesAsString("path"))
        .containsExactlyInAnyOrder("name", "nmae");
    assertThat(api.post("/sites", "{\"name\": ").status()).isEqualTo(400);
    assertThat(api.post("/sites", "{}").text("/errors/0/message")).startsWith("name is missing");
  }

  @ParameterizedTest
  @EnumSource
  void aSiteThatHasSomethingIsNotRemoved(Databases database) {
    ApiClient api = start(database);
    api.post("/sites", "{\"name\": \"example.com\"}");
    api.put("/sites/example.com/origins/app", "{\"servers\": [\"http://127.0.0.1:9000\"]}");
    Reply refused = api.delete("/sites/example.com");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("/detail")).contains("1 origins");
    api.delete("/sites/example.com/origins/app");
    assertThat(api.delete("/sites/example.com").status()).isEqualTo(204);
    assertThat(api.get("/sites/example.com").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void sitesOutliveTheProgram(Databases database) {
    start(database).post("/sites", "{\"name\": \"example.com\"}");
    assertThat(restart().get("/sites/example.com").status()).isEqualTo(200);
  }
}
