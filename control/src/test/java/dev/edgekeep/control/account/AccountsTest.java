package dev.edgekeep.control.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Accounts see nothing of each other; the first one's administrators manage the others. */
class AccountsTest extends ControlHarness {
  @ParameterizedTest
  @EnumSource
  void anAccountSeesNothingOfAnother(Databases database) {
    ApiClient operator = start(database);
    operator.post("/sites", "{\"name\": \"example.com\"}");
    Reply made = operator.post("/accounts", "{\"name\": \"partner\"}");
    assertThat(made.status()).isEqualTo(201);
    ApiClient partner = operator.as(made.text("/token"));
    assertThat(partner.get("/sites").json().at("/items")).isEmpty();
    assertThat(partner.get("/sites/example.com").status()).isEqualTo(404);
    Reply taken = partner.post("/sites", "{\"name\": \"example.com\"}");
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.text("/detail")).contains("belongs to another account");
    assertThat(partner.get("/accounts").json().at("/items").findValuesAsString("name"))
        .containsExactly("partner");
    assertThat(partner.post("/accounts", "{\"name\": \"more\"}").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @EnumSource
  void anOperatorActsForAnotherAccount(Databases database) {
    ApiClient operator = start(database);
    Reply made = operator.post("/accounts", "{\"name\": \"partner\"}");
    operator.post("/sites", "{\"name\": \"p.example\"}", "Edgekeep-Account", "partner");
    ApiClient partner = operator.as(made.text("/token"));
    assertThat(partner.get("/sites/p.example").status()).isEqualTo(200);
    assertThat(partner.get("/sites", "Edgekeep-Account", "default").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @EnumSource
  void limitsAreTheOperatorsToSet(Databases database) {
    ApiClient operator = start(database);
    Reply made =
        operator.post("/accounts", "{\"name\": \"partner\", \"limits\": {\"namesPerCall\": 10}}");
    assertThat(made.json().at("/limits/namesPerCall").asInt()).isEqualTo(10);
    assertThat(made.json().at("/limits/customCasPerSite").asInt()).isEqualTo(5);
    Reply changed = operator.patch("/accounts/partner", "{\"limits\": {\"customCasPerSite\": 7}}");
    assertThat(changed.json().at("/limits/namesPerCall").asInt()).isEqualTo(10);
    assertThat(changed.json().at("/limits/customCasPerSite").asInt()).isEqualTo(7);
    ApiClient partner = operator.as(made.text("/token"));
    assertThat(partner.patch("/accounts/partner", "{\"limits\": {}}").status()).isEqualTo(403);
    assertThat(
            operator
                .patch("/accounts/partner", "{\"limits\": {\"namesPerCall\": 0}}")
                .text("/errors/0/path"))
        .isEqualTo("limits.namesPerCall");
  }

  @ParameterizedTest
  @EnumSource
  void aLostUpdateIsRefused(Databases database) {
    ApiClient operator = start(database);
    String tag = operator.get("/accounts/default").header("ETag").orElseThrow();
    String body = "{\"limits\": {\"namesPerCall\": 60}}";
    assertThat(operator.patch("/accounts/default", body, "If-Match", tag).status()).isEqualTo(200);
    assertThat(operator.patch("/accounts/default", body, "If-Match", tag).status()).isEqualTo(412);
  }
}
