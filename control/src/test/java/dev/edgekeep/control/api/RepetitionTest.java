package dev.edgekeep.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A POST with an Idempotency-Key is carried out once. */
class RepetitionTest extends ControlHarness {
  private static final String KEY = "Idempotency-Key";

  @ParameterizedTest
  @EnumSource
  void aRepetitionHasTheFirstAnswer(Databases database) {
    ApiClient api = start(database);
    Reply first = api.post("/sites", "{\"name\": \"example.com\"}", KEY, "abc");
    Reply again = api.post("/sites", "{\"name\": \"example.com\"}", KEY, "abc");
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("Idempotent-Replayed")).hasValue("true");
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(api.get("/sites").json().at("/items")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsShownOnceIsNotKept(Databases database) {
    ApiClient api = start(database);
    String body = "{\"name\": \"ci\", \"role\": \"viewer\"}";
    Reply first = api.post("/tokens", body, KEY, "abc");
    Reply again = api.post("/tokens", body, KEY, "abc");
    assertThat(first.json().has("token")).isTrue();
    assertThat(again.json().has("token")).isFalse();
    assertThat(again.text("/id")).isEqualTo(first.text("/id"));
  }

  @ParameterizedTest
  @EnumSource
  void aKeyIsForOneCallOnly(Databases database) {
    ApiClient api = start(database);
    api.post("/sites", "{\"name\": \"a.example\"}", KEY, "abc");
    Reply other = api.post("/sites", "{\"name\": \"b.example\"}", KEY, "abc");
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.text("/type")).isEqualTo("urn:edgekeep:problem:key-reused");
  }

  @ParameterizedTest
  @EnumSource
  void whatWasRefusedMayBeTriedAgain(Databases database) {
    ApiClient api = start(database);
    assertThat(api.post("/sites", "{\"name\": \"\"}", KEY, "abc").status()).isEqualTo(422);
    assertThat(api.post("/sites", "{\"name\": \"a.example\"}", KEY, "abc").status()).isEqualTo(201);
  }

  @ParameterizedTest
  @EnumSource
  void aKeyIsForgottenAfterADay(Databases database) {
    ApiClient api = start(database);
    api.post("/tokens", "{\"name\": \"ci\", \"role\": \"viewer\"}", KEY, "abc");
    clock.advance(Duration.ofDays(1).plusSeconds(1));
    assertThat(api.post("/sites", "{\"name\": \"a.example\"}", KEY, "abc").status()).isEqualTo(201);
  }

  @Test
  void theLastCallsOfATokenAreRememberedAndOfAnAccount() throws Exception {
    ApiClient api = start(Databases.SQLITE);
    String body = "{\"name\": \"a.example\"}";
    api.post("/sites", body, KEY, "first");
    String second = api.post("/tokens", "{\"name\": \"ci\", \"role\": \"admin\"}").text("/token");
    api.as(second).post("/sites", "{\"name\": \"b.example\"}", KEY, "first");
    stop();
    fillWithCalls("more-", 1_999);
    api = restart();
    clock.advance(Duration.ofSeconds(1));
    assertThat(api.post("/sites", body, KEY, "first").header("Idempotent-Replayed")).isPresent();
    api.post("/sites", "{\"name\": \"c.example\"}", KEY, "last");
    assertThat(api.post("/sites", body, KEY, "first").status()).isEqualTo(409);
    assertThat(
            api.as(second)
                .post("/sites", "{\"name\": \"b.example\"}", KEY, "first")
                .header("Idempotent-Replayed"))
        .isPresent();
  }

  /** More calls of the token that made the first one, at the same time. */
  private void fillWithCalls(String prefix, int count) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("edgekeep.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO idempotency
          WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
          SELECT account_id, token_id, '%s' || i, request, status, headers, body, at + 1
          FROM n, (SELECT * FROM idempotency ORDER BY rowid LIMIT 1)\
          """
              .formatted(count, prefix));
    }
  }
}
