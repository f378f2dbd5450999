package dev.edgekeep.cli.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.cli.api.ApiDouble.Reply;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The behaviour that all commands over the API share. */
class ApiCommandTest {
  private static final String SITE = "{\"id\":\"01site\",\"name\":\"example.com\"}";

  private final ApiDouble api = new ApiDouble();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void aListIsATable() {
    api.on(
        "GET /sites",
        200,
        "{\"items\":[%s,{\"id\":\"x\",\"name\":\"a.example\"}]}".formatted(SITE));
    CommandRun run = api.run("site", "list");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            NAME         ID      CREATED
            example.com  01site  -
            a.example    x       -
            """);
    assertThat(api.last().authorization()).isEqualTo("Bearer ek_test");
  }

  @Test
  void aListIsReadPageByPage() {
    api.on("GET /sites", 200, "{\"items\":[%s],\"next\":\"\"}".formatted(SITE));
    assertThat(api.run("site", "list").out()).contains("example.com");
    assertThat(api.calls()).containsExactly("GET /sites?limit=1000");
  }

  @Test
  void jsonAndYamlShowTheApiResponse() {
    api.on("GET /sites", 200, "{\"items\":[%s]}".formatted(SITE));
    assertThat(api.run("site", "list", "-o", "json").out().replaceAll("\\s", ""))
        .isEqualTo("{\"items\":[{\"id\":\"01site\",\"name\":\"example.com\"}]}");
    assertThat(api.run("site", "-o", "yaml", "list").out())
        .isEqualTo("items:\n  - id: \"01site\"\n    name: example.com\n");
  }

  @Test
  void aChangeWaitsForItsDeploymentUnlessNoWaitIsGiven() {
    api.on("POST /sites", 201, SITE);
    assertThat(api.run("site", "create", "example.com").status()).isZero();
    assertThat(api.run("site", "create", "example.com", "--no-wait").status()).isZero();
    assertThat(api.calls()).containsExactly("POST /sites?wait=deployed", "POST /sites");
    assertThat(api.last().body()).isEqualTo("{\"name\":\"example.com\"}");
  }

  @ParameterizedTest
  @CsvSource({"rejected, an edge rejects it", "pending, not every edge has applied it yet"})
  void aChangeThatIsNotInForceIsReported(String state, String words) {
    api.on(
        "POST /sites",
        new Reply(201, Map.of("X-Deployment", "7", "X-Deployment-State", state), SITE));
    CommandRun run = api.run("site", "create", "example.com");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("stored", words, "edgekeep deployments get 7");
  }

  @Test
  void anErrorShowsItsDetailAndEveryMember() {
    api.on(
        "POST /sites",
        422,
        "{\"detail\":\"two things are wrong\",\"errors\":[{\"path\":\"name\",\"message\":\"no\"},"
            + "{\"path\":\"more\",\"message\":\"go \\u001b[31maway\"}]}");
    CommandRun run = api.run("site", "create", "x");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo("edgekeep: two things are wrong\n  name: no\n  more: go ?[31maway\n");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void anErrorAboutTheWholeBodyHasNoPath() {
    api.on(
        "PUT /sites/example.com/hosts/www.example.com",
        422,
        "{\"detail\":\"two things\",\"errors\":[{\"path\":\"\",\"message\":\"certificate is"
            + " missing\"}]}");
    CommandRun run =
        api.run("host", "set", "www.example.com", "--site", "example.com", "--origin", "app");
    assertThat(run.err()).isEqualTo("edgekeep: two things\n  certificate is missing\n");
  }

  @Test
  void aMissingRecordIsExitStatusOne() {
    assertThat(api.run("site", "get", "a b/c").status()).isEqualTo(1);
    assertThat(api.calls()).containsExactly("GET /sites/a%20b%2Fc");
  }

  @Test
  void aFailingOrUnreachableServerIsExitStatusThree() {
    api.on("GET /sites", 503, "{\"detail\":\"the database is away\",\"errors\":[]}");
    CommandRun failing = api.run("site", "list");
    assertThat(failing.status()).isEqualTo(3);
    assertThat(failing.err()).contains("the database is away");
    api.on("GET /sites", 200, "<html>");
    assertThat(api.run("site", "list").status()).isEqualTo(3);
    api.close();
    CommandRun gone = api.run("site", "list");
    assertThat(gone.status()).isEqualTo(3);
    assertThat(gone.err()).contains(api.url(), "connection refused");
  }

  @Test
  void wrongUsageIsReported() {
    assertThat(api.run("site").status()).isEqualTo(2);
    assertThat(api.run("site").err()).contains("which command?", "create", "list");
    assertThat(api.run("site", "list", "-o", "xml").status()).isEqualTo(2);
    assertThat(CommandRun.of("site", "list", "--server", "example.com").status()).isEqualTo(2);
    assertThat(api.calls()).isEmpty();
  }

  @Test
  void anUnencryptedTokenCausesAWarning() {
    CommandRun run =
        CommandRun.of(
            "site", "list", "--server", "http://192.0.2.1:1", "--token", "x", "--ca", "no");
    assertThat(run.err()).contains("the token is sent to http://192.0.2.1:1 unencrypted");
  }

  @Test
  void anyResourceOfTheApiCanBeShown() {
    api.on("GET /sites/example.com/hosts", 200, "{\"items\":[]}");
    assertThat(api.run("get", "sites/example.com/hosts?limit=3", "-o", "json").status()).isZero();
    assertThat(api.calls()).containsExactly("GET /sites/example.com/hosts?limit=3");
    assertThat(api.run("get", "/sites/a b").status()).isEqualTo(2);
  }
}
