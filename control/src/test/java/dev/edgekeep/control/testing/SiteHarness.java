package dev.edgekeep.control.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A control plane with the site example.com, its origin app and a server certificate. */
public abstract class SiteHarness extends ControlHarness {
  protected static final String SITE = "/sites/example.com";
  private static final TestCa SERVERS = TestCa.root("Server Root", KeyType.P_256);

  private @Nullable ApiClient client;

  /** The id of a certificate for example.com and the names below it. */
  protected String certificate = "";

  /** Calls the API as the first administrator. */
  protected final ApiClient api() {
    if (client == null) {
      throw new IllegalStateException("start it first");
    }
    return client;
  }

  /** Starts it, and makes what is common to most tests. */
  protected final void startSite(Databases database) {
    ApiClient api = start(database);
    client = api;
    api.post("/sites", "{\"name\": \"example.com\"}");
    api.put(SITE + "/origins/app", "{\"servers\": [\"http://127.0.0.1:9000\"]}");
    certificate = upload(KeyType.P_256, "example.com", "*.example.com", "*.dev.example.com");
  }

  /** Stops it, changes the SQLite database behind its back, and starts it again. */
  protected final void restartAfter(String... statements) {
    stop();
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("edgekeep.db"));
        Statement statement = database.createStatement()) {
      for (String each : statements) {
        assertThat(statement.executeUpdate(each)).as(each).isPositive();
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    client = restart();
  }

  /** Uploads a server certificate; its id. */
  protected final String upload(KeyType type, String... names) {
    Credential server =
        SERVERS.issue(
            Leaf.server(names)
                .of(type)
                .valid(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(90))));
    Reply made = api().post("/certificates", keyBody(server));
    assertThat(made.status()).isEqualTo(201);
    return made.text("/id");
  }

  private static String keyBody(Credential server) {
    return "{\"chain\": %s, \"privateKey\": %s}"
        .formatted(quoted(server.chainPem()), quoted(server.keyPem()));
  }

  protected static String quoted(String text) {
    return JsonMapper.shared().writeValueAsString(text);
  }

  /** Makes or replaces a host with the certificate and origin of the site. */
  protected final Reply putHost(String name, String more) {
    return api()
        .put(
            SITE + "/hosts/" + name,
            "{\"certificate\": \"%s\", \"origin\": \"app\"%s}".formatted(certificate, more));
  }

  /** As {@code {"hosts": ["a", "b"]}}. */
  protected static String hosts(String... names) {
    return "{\"hosts\": [%s]}"
        .formatted(
            List.of(names).stream().map(SiteHarness::quoted).collect(Collectors.joining(", ")));
  }
}
