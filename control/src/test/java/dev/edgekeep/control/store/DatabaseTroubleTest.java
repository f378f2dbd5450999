package dev.edgekeep.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.control.event.Event;
import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.PostgresServer;
import dev.edgekeep.testing.Eventually;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A database that does not answer costs the calls that need it, for a limited time. */
class DatabaseTroubleTest extends ControlHarness {
  private static final Duration LONG = Duration.ofMinutes(1);

  private Reply create(ApiClient api, int number) {
    return api.post("/sites", "{\"name\": \"example%d.com\"}".formatted(number));
  }

  private int health() throws Exception {
    URI url = URI.create(control().url() + "/healthz");
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(url).timeout(LONG).build(), BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static void assertUnavailable(Reply reply) {
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isPresent();
    assertThat(reply.text("/type")).isIn("urn:edgekeep:problem:unavailable");
    assertThat(reply.text("/detail"))
        .contains("database")
        .doesNotContainIgnoringCase("hikari")
        .doesNotContain("SQL", "pool", "Connection is not", "127.0.0.1", "total=");
  }

  @Test
  void aLockedDatabaseRefusesChangesInTimeAndStopsNothingElse() throws Exception {
    ApiClient api = start(Databases.SQLITE);
    String url = "jdbc:sqlite:" + folder.resolve("edgekeep.db");
    try (Connection other = DriverManager.getConnection(url);
        Statement lock = other.createStatement();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      lock.execute("BEGIN IMMEDIATE");
      List<CompletableFuture<Reply>> changes =
          IntStream.range(0, 30)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> create(api, i), threads))
              .toList();
      assertThat(health()).isEqualTo(200);
      assertThat(api.get("/sites").status()).isEqualTo(200);
      assertThat(changes).noneMatch(CompletableFuture::isDone);
      changes.forEach(change -> assertUnavailable(change.join()));
      lock.execute("ROLLBACK");
    }
    assertThat(create(api, 0).status()).isEqualTo(201);
    assertThat(api.get("/sites").json().at("/items")).hasSize(1);
  }

  @Test
  void aDatabaseThatIsDownIsSaidToBeAndEventsWaitForIt() throws Exception {
    PostgresServer server = PostgresServer.another();
    ApiClient api = start(server.createDatabase());
    assertThat(create(api, 1).status()).isEqualTo(201);
    server.stop();
    for (int i = 0; i < 20; i++) {
      assertUnavailable(create(api, 2));
    }
    events.accept(Event.ofAccount(null, NOW, "test", "while the database was down"));
    Eventually.await(
        "the log says that events wait",
        () -> log.stream().anyMatch(line -> line.contains("events wait")));
    assertUnavailable(api.get("/events"));
    assertThat(health()).isEqualTo(200);
    server.startAgain();
    Eventually.await("changes are made again", () -> create(api, 3).status() == 201);
    Eventually.await(
        "the event is there",
        () -> api.get("/events").json().at("/items").findValuesAsString("kind").contains("test"));
    assertThat(log).noneMatch(line -> line.contains("total=") || line.contains("\n"));
    server.stop();
  }

  @Test
  void aQueryThatTakesTooLongIsEnded() {
    try (Store store = Store.open(new StoreLocation.Sqlite(folder.resolve("edgekeep.db")))) {
      String endless =
          "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";
      assertThatThrownBy(() -> store.search(db -> db.createQuery(endless).mapTo(Long.class).one()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("took too long");
      long one = store.search(db -> db.createQuery("SELECT 1").mapTo(Long.class).one());
      assertThat(one).isOne();
    }
  }
}
