package dev.edgekeep.control.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource({
    "com, false",
    "co.uk, false",
    "CO.UK., false",
    "foo.ck, false",
    "www.ck, true",
    "xn--p1ai, false",
    "рф, false",
    "香港, false",
    "example.com, true",
    "example.co.uk, true",
    "github.io, true",
    "localhost, true",
    "internal, true",
    "example.test, true",
    "a_1.example, true"
  })
  void nobodyOwnsAPublicSuffix(String name, boolean mayBe) {
    ApiClient api = start(Databases.SQLITE);
    Reply reply = api.post("/sites", "{\"name\": \"%s\"}".formatted(name));
    assertThat(reply.status()).isEqualTo(mayBe ? 201 : 422);
    if (!mayBe) {
      assertThat(reply.text("/errors/0/message")).contains("is a public suffix");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "github.io, false",
    "localhost, false",
    "internal, false",
    "com, false",
    "alice.github.io, true",
    "tenant.internal, true",
    "example.test, true"
  })
  void aTenantTakesNoNameThatManyShare(String name, boolean mayBe) {
    ApiClient api = start(Databases.SQLITE);
    ApiClient tenant = api.as(api.post("/accounts", "{\"name\": \"tenant\"}").text("/token"));
    assertThat(tenant.post("/sites", "{\"name\": \"%s\"}".formatted(name)).status())
        .isEqualTo(mayBe ? 201 : 422);
  }

  @ParameterizedTest
  @EnumSource
  void anUnderscoreInANameIsNoOtherCharacter(Databases database) {
    ApiClient api = start(database);
    ApiClient other = api.as(api.post("/accounts", "{\"name\": \"other\"}").text("/token"));
    assertThat(api.post("/sites", "{\"name\": \"a_1.example\"}").status()).isEqualTo(201);
    assertThat(other.post("/sites", "{\"name\": \"www.ab1.example\"}").status()).isEqualTo(201);
    assertThat(other.post("/sites", "{\"name\": \"ab1.example\"}").status()).isEqualTo(409);
    assertThat(other.post("/sites", "{\"name\": \"www.a_1.example\"}").status()).isEqualTo(409);
    assertThat(other.post("/sites", "{\"name\": \"example\"}").status()).isEqualTo(422);
    assertThat(api.post("/sites", "{\"name\": \"example\"}").status()).isEqualTo(409);
  }
}
