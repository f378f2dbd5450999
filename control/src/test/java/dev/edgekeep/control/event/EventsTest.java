package dev.edgekeep.control.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.testing.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events of nodes are found by the account that they concern, and streamed as they arrive. */
class EventsTest extends ControlHarness {
  private static Event refused(@Nullable String host, String verdict, String serial) {
    return Event.of(NOW, "edge", "handshake-refused", "because")
        .host(host)
        .verdict(verdict)
        .client(serial, "CN=CA", "CN=client")
        .clientAddress("192.0.2.1")
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void eventsAreFoundByHostVerdictAndSerial(Databases database) {
    ApiClient api = start(database);
    api.post("/sites", "{\"name\": \"example.com\"}");
    events.accept(refused("www.example.com", "revoked", "0a:1b"));
    events.accept(refused("api.example.com", "expired", "0a:1c"));
    Reply all = api.get("/events");
    assertThat(all.json().at("/items").findValuesAsString("verdict"))
        .containsExactly("expired", "revoked");
    assertThat(api.get("/events?host=www.example.com").text("/items/0/serial")).isEqualTo("0a:1b");
    assertThat(api.get("/events?host=WWW.Example.com.").json().at("/items")).hasSize(1);
    assertThat(api.get("/events?host=www.example.com:8443").json().at("/items")).hasSize(1);
    assertThat(api.get("/events?verdict=expired").json().at("/items")).hasSize(1);
    assertThat(api.get("/events?serial=0A1C").text("/items/0/host")).isEqualTo("api.example.com");
    assertThat(api.get("/events?kind=other").json().at("/items")).isEmpty();
    assertThat(api.get("/events?serial=xyz").status()).isEqualTo(422);
  }

  private static Event blocked(String host, String rule) {
    return Event.of(NOW, "edge", "request-blocked", "because")
        .host(host)
        .requestId("r1")
        .rule(rule)
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void eventsAreFoundByTheRuleThatActed(Databases database) {
    ApiClient api = start(database);
    api.post("/sites", "{\"name\": \"example.com\"}");
    String id =
        api.post(
                "/sites/example.com/rules",
                "{\"name\": \"100% ours\", \"when\": \"ssl\", \"action\": \"block\"}")
            .text("/id");
    events.accept(blocked("a.example.com", "example.com/100% ours"));
    events.accept(blocked("b.example.com", "account default/100% ours"));
    events.accept(blocked("c.example.com", "example.com/100 hours"));
    events.accept(refused("d.example.com", "revoked", "01"));
    String byName = "/events?rule=100%25%20ours";
    assertThat(api.get(byName).json().at("/items").findValuesAsString("host"))
        .containsExactly("b.example.com", "a.example.com");
    String whole = "/events?rule=example.com%2F100%25%20ours";
    for (String query : List.of(whole, "/events?rule=" + id)) {
      assertThat(api.get(query).json().at("/items").findValuesAsString("rule"))
          .containsExactly("example.com/100% ours");
    }
    assertThat(api.get("/events?rule=ours").json().at("/items")).isEmpty();
    assertThat(api.get("/events").json().at("/items/0").has("rule")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void pagesGoBackInTime(Databases database) {
    ApiClient api = start(database);
    api.post("/sites", "{\"name\": \"example.com\"}");
    for (int i = 0; i < 5; i++) {
      events.accept(refused("www.example.com", "revoked", "0" + i));
    }
    Reply first = api.get("/events?limit=3");
    assertThat(first.json().at("/items").findValuesAsString("serial"))
        .containsExactly("04", "03", "02");
    Reply second = api.get("/events?limit=3&cursor=" + first.text("/next"));
    assertThat(second.json().at("/items").findValuesAsString("serial")).containsExactly("01", "00");
  }

  @ParameterizedTest
  @EnumSource
  void anAccountSeesTheEventsOfItsOwnHosts(Databases database) {
    ApiClient operator = start(database);
    operator.post("/sites", "{\"name\": \"example.com\"}");
    Reply made = operator.post("/accounts", "{\"name\": \"partner\"}");
    events.accept(refused("www.example.com", "revoked", "01"));
    events.accept(refused(null, "absent", "02"));
    assertThat(operator.as(made.text("/token")).get("/events").json().at("/items")).isEmpty();
    assertThat(operator.get("/events").json().at("/items")).hasSize(2);
  }

  @Test
  void eventsAreStreamedAndThoseThatWereMissedComeFirst() throws Exception {
    ApiClient api = start(Databases.SQLITE);
    api.post("/sites", "{\"name\": \"example.com\"}");
    events.accept(refused("www.example.com", "revoked", "01"));
    events.accept(refused("www.example.com", "revoked", "02"));
    assertThat(api.get("/events").json().at("/items")).hasSize(2);
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create(control().url() + "/api/v1/events?verdict=revoked").toURL().openConnection();
    connection.setRequestProperty(
        "Authorization", "Bearer " + Files.readString(folder.resolve("admin.token")).strip());
    connection.setRequestProperty("Accept", "text/event-stream");
    connection.setRequestProperty("Last-Event-ID", "1");
    connection.setReadTimeout((int) Duration.ofSeconds(30).toMillis());
    List<String> lines = new CopyOnWriteArrayList<>();
    Thread reader = Thread.ofVirtual().start(() -> read(connection, lines));
    Eventually.await(
        "what was missed", () -> lines.stream().anyMatch(line -> line.contains("\"02\"")));
    events.accept(refused("www.example.com", "expired", "03"));
    events.accept(refused("www.example.com", "revoked", "04"));
    Eventually.await("what came", () -> lines.stream().anyMatch(line -> line.contains("\"04\"")));
    assertThat(lines).contains("id: 2", "event: handshake-refused", "id: 4");
    assertThat(String.join("\n", lines)).doesNotContain("\"01\"").doesNotContain("\"03\"");
    connection.disconnect();
    reader.join(Duration.ofSeconds(10));
  }

  private static void read(HttpURLConnection connection, List<String> lines) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("end");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anUnderscoreInTheNameOfASiteMatchesNoHostOfAnotherAccount(Databases database) {
    ApiClient api = start(database);
    api.post("/sites", "{\"name\": \"ab1.example\"}");
    ApiClient other = api.as(api.post("/accounts", "{\"name\": \"other\"}").text("/token"));
    assertThat(other.post("/sites", "{\"name\": \"a_1.example\"}").status()).isEqualTo(201);
    events.accept(refused("www.ab1.example", "revoked", "0a"));
    events.accept(refused("WWW.A_1.example.", "revoked", "0b"));
    assertThat(api.get("/events").json().at("/items").findValuesAsString("serial"))
        .containsExactly("0a");
    assertThat(other.get("/events").json().at("/items").findValuesAsString("serial"))
        .containsExactly("0b");
  }

  @ParameterizedTest
  @EnumSource
  void aTokenOfASiteSeesTheEventsOfItsSite(Databases database) {
    ApiClient api = start(database);
    api.post("/sites", "{\"name\": \"a.example\"}");
    api.post("/sites", "{\"name\": \"b.example\"}");
    Reply made =
        api.post("/tokens", "{\"name\": \"a\", \"role\": \"viewer\", \"site\": \"a.example\"}");
    events.accept(refused("www.a.example", "revoked", "0a"));
    events.accept(refused("www.b.example", "revoked", "0b"));
    events.accept(refused(null, "revoked", "0c"));
    assertThat(
            api.as(made.text("/token"))
                .get("/events")
                .json()
                .at("/items")
                .findValuesAsString("serial"))
        .containsExactly("0a");
  }

  @Test
  void aStreamEndsWhenItsTokenIsDeleted() throws Exception {
    ApiClient api = start(Databases.SQLITE);
    api.post("/sites", "{\"name\": \"example.com\"}");
    Reply made = api.post("/tokens", "{\"name\": \"v\", \"role\": \"viewer\"}");
    List<String> lines = new CopyOnWriteArrayList<>();
    Thread reader = follow(made.text("/token"), lines);
    Eventually.await("the subscription", () -> !lines.isEmpty());
    events.accept(refused("www.example.com", "revoked", "01"));
    Eventually.await("the stream", () -> lines.stream().anyMatch(line -> line.contains("\"01\"")));
    api.delete("/tokens/" + made.text("/id"));
    events.accept(refused("www.example.com", "revoked", "02"));
    assertThat(reader.join(Duration.ofSeconds(20))).isTrue();
    assertThat(String.join("\n", lines)).doesNotContain("\"02\"");
  }

  @Test
  void aStreamEndsWhenItsTokenExpires() throws Exception {
    ApiClient api = start(Databases.SQLITE);
    Reply made =
        api.post(
            "/tokens",
            "{\"name\": \"v\", \"role\": \"viewer\", \"expiresAt\": \"%s\"}"
                .formatted(NOW.plus(Duration.ofHours(1))));
    List<String> lines = new CopyOnWriteArrayList<>();
    Thread reader = follow(made.text("/token"), lines);
    Eventually.await("the stream", () -> !lines.isEmpty());
    clock.advance(Duration.ofHours(1));
    assertThat(reader.join(Duration.ofSeconds(20))).isTrue();
  }

  private Thread follow(String token, List<String> lines) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(control().url() + "/api/v1/events").toURL().openConnection();
    connection.setRequestProperty("Authorization", "Bearer " + token);
    connection.setRequestProperty("Accept", "text/event-stream");
    connection.setReadTimeout((int) Duration.ofSeconds(30).toMillis());
    return Thread.ofVirtual().start(() -> read(connection, lines));
  }
}
