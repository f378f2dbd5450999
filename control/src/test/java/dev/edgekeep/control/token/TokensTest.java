package dev.edgekeep.control.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens say who calls and what they may do; they are shown once. */
class TokensTest extends ControlHarness {
  @Override
  protected TokenAuthentication.Limits limits() {
    return new TokenAuthentication.Limits(5, Duration.ofMinutes(1), 50);
  }

  private static String make(ApiClient api, String role) {
    Reply made = api.post("/tokens", "{\"name\": \"%1$s\", \"role\": \"%1$s\"}".formatted(role));
    assertThat(made.status()).isEqualTo(201);
    return made.text("/token");
  }

  @Test
  void theFirstTokenIsForItsOwnerOnly() throws Exception {
    start(Databases.SQLITE);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("admin.token"))))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @EnumSource
  void aTokenIsShownOnceAndKeptAsADigest(Databases database) {
    ApiClient api = start(database);
    String token = make(api, "viewer");
    assertThat(token).startsWith("ek_");
    Reply listed = api.get("/tokens");
    assertThat(listed.json().at("/items").findValuesAsString("name"))
        .containsExactlyInAnyOrder("first administrator", "viewer");
    assertThat(listed.json().at("/items").findValuesAsString("token")).isEmpty();
    assertThat(api.as(token).get("/sites").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "viewer, GET, /sites, 200",
    "viewer, POST, /sites, 403",
    "viewer, GET, /tokens, 403",
    "viewer, GET, /audit, 403",
    "operator, POST, /sites, 201",
    "operator, POST, /tokens, 403",
    "operator, GET, /audit, 403",
    "admin, GET, /audit, 200",
    "admin, POST, /sites, 201"
  })
  void aRoleMayDoWhatThoseBeforeItMay(String role, String method, String path, int status) {
    ApiClient api = start(Databases.SQLITE);
    String body =
        method.equals("POST") ? "{\"name\": \"example.com\", \"role\": \"viewer\"}" : null;
    String siteBody = path.equals("/sites") && body != null ? "{\"name\": \"example.com\"}" : body;
    assertThat(api.as(make(api, role)).call(method, path, siteBody).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @EnumSource
  void aTokenOfASiteSeesNoOther(Databases database) {
    ApiClient api = start(database);
    api.post("/sites", "{\"name\": \"a.example\"}");
    api.post("/sites", "{\"name\": \"b.example\"}");
    Reply made =
        api.post("/tokens", "{\"name\": \"a\", \"role\": \"operator\", \"site\": \"a.example\"}");
    ApiClient ofSite = api.as(made.text("/token"));
    assertThat(ofSite.get("/sites").json().at("/items").findValuesAsString("name"))
        .containsExactly("a.example");
    assertThat(ofSite.get("/sites/b.example").status()).isEqualTo(404);
    String origin = "{\"servers\": [\"http://127.0.0.1:9000\"]}";
    assertThat(ofSite.put("/sites/a.example/origins/app", origin).status()).isEqualTo(201);
    assertThat(ofSite.put("/sites/b.example/origins/app", origin).status()).isEqualTo(404);
    assertThat(ofSite.post("/sites", "{\"name\": \"c.example\"}").status()).isEqualTo(403);
    assertThat(ofSite.get("/audit").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @EnumSource
  void aTokenEndsWhenItIsDeletedOrExpires(Databases database) {
    ApiClient api = start(database);
    Reply made =
        api.post(
            "/tokens",
            "{\"name\": \"short\", \"role\": \"viewer\", \"expiresAt\": \"%s\"}"
                .formatted(NOW.plus(Duration.ofHours(1))));
    ApiClient brief = api.as(made.text("/token"));
    assertThat(brief.get("/sites").status()).isEqualTo(200);
    clock.advance(Duration.ofHours(1));
    assertThat(brief.get("/sites").status()).isEqualTo(401);

    Reply second = api.post("/tokens", "{\"name\": \"second\", \"role\": \"viewer\"}");
    ApiClient other = api.as(second.text("/token"));
    assertThat(other.get("/sites").status()).isEqualTo(200);
    assertThat(api.delete("/tokens/" + second.text("/id")).status()).isEqualTo(204);
    assertThat(other.get("/sites").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @EnumSource
  void theLastAdministratorIsNotLockedOut(Databases database) {
    ApiClient api = start(database);
    String first = api.get("/tokens").text("/items/0/id");
    Reply refused = api.delete("/tokens/" + first);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("/detail")).contains("the last token");
    ApiClient second = api.as(make(api, "admin"));
    assertThat(second.delete("/tokens/" + first).status()).isEqualTo(204);
  }

  @Test
  void withoutATokenTheAnswerSaysHowToGiveOne() {
    Reply reply = start(Databases.SQLITE).as(null).get("/sites");
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("WWW-Authenticate")).hasValue("Bearer realm=\"edgekeep\"");
    assertThat(reply.text("/detail")).contains("Authorization: Bearer");
  }

  @Test
  void wrongTokensOfAnAddressAreThrottledAndACorrectOneAlwaysPasses() {
    ApiClient api = start(Databases.SQLITE);
    for (int i = 0; i < 5; i++) {
      assertThat(api.as("ek_wrong").get("/sites").status()).isEqualTo(401);
    }
    Reply throttled = api.as("ek_wrong").get("/sites");
    assertThat(throttled.status()).isEqualTo(429);
    assertThat(throttled.header("Retry-After")).hasValue("60");
    assertThat(api.get("/sites").status()).isEqualTo(200);
    assertThat(api.as(null).get("/sites").status()).isEqualTo(401);
    clock.advance(Duration.ofMinutes(1));
    assertThat(api.as("ek_wrong").get("/sites").status()).isEqualTo(401);
  }

  @Test
  void aClockThatIsSetBackLocksNobodyOut() {
    ApiClient api = start(Databases.SQLITE);
    for (int i = 0; i < 51; i++) {
      api.get("/sites");
      api.as("ek_wrong").get("/sites");
    }
    clock.advance(Duration.ofHours(-1));
    assertThat(api.get("/sites").status()).isEqualTo(200);
    assertThat(api.as("ek_wrong").get("/sites").status()).isEqualTo(401);
  }

  @Test
  void whoCallsTooOftenWaits() {
    ApiClient api = start(Databases.SQLITE);
    for (int i = 0; i < 50; i++) {
      assertThat(api.get("/sites").status()).isEqualTo(200);
    }
    assertThat(api.get("/sites").status()).isEqualTo(429);
    clock.advance(Duration.ofSeconds(1));
    assertThat(api.get("/sites").status()).isEqualTo(200);
  }

  @Test
  void whatIsWrongWithATokenIsTold() {
    Reply refused =
        start(Databases.SQLITE)
            .post("/tokens", "{\"role\": \"boss\", \"expiresAt\": \"soon\", \"extra\": 1}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().at("/errors").findValuesAsString("path"))
        .contains("", "role", "expiresAt", "extra");
  }
}
