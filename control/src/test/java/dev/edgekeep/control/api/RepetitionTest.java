package dev.edgekeep.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import java.time.Duration;
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
}
