package dev.edgekeep.cli.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiDouble.Reply;
import dev.edgekeep.cli.api.ControlPlaneAddress;
import dev.edgekeep.daemon.command.CommandFailure;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plan that was confirmed is carried out, or nothing further is done. */
class PlanExecutionTest extends ApplySetup {
  private static final String ORIGIN = "/sites/example.com/origins/app";
  private static final String HOST = "/sites/example.com/hosts/www.example.com";
  private static final String OTHER_MODE =
      """
      {"items":[{"id":"h","name":"www.example.com","certificate":"cert1","origin":"app",
        "clientAuth":{"mode":"request","cas":["managed"]},"createdAt":"x"}]}\
      """;

  private final List<String> hints = new ArrayList<>();
  private ApiClient client;

  @BeforeEach
  void connect() throws Exception {
    allThere();
    api.on("PUT " + ORIGIN, 200, "{}");
    api.on("PUT " + HOST, 200, "{}");
    api.on("PUT /sites/example.com/rules", 200, "{}");
    client =
        new ApiClient(new ControlPlaneAddress(URI.create(api.url()), null, null, null, ""), true);
  }

  /** The plan of a file with another origin server. */
  private Plan plan() throws Exception {
    return plan(FILE.replace(":9000", ":9001"));
  }

  private Plan plan(String file) throws Exception {
    www.chainFile(folder).toFile().renameTo(folder.resolve("www.pem").toFile());
    WantedState wanted = WantedState.read(Files.writeString(folder.resolve("site.yaml"), file));
    return Plan.compute(client, wanted, false);
  }

  private CommandFailure failureOf(Plan plan) {
    return catchThrowableOfType(
        CommandFailure.class, () -> new PlanExecution(plan, client).run(hints::add));
  }

  @Test
  void aChangeSinceTheConfirmationIsReportedAndNothingIsDone() throws Exception {
    Plan plan = plan();
    assertThat(plan.lines()).containsExactly("~ origin app: servers");
    api.on("GET /sites/example.com/hosts", 200, OTHER_MODE);
    api.on("GET /sites/example.com/client-ca/hosts", 200, "{\"hosts\":[]}");
    CommandFailure failure = failureOf(plan);
    assertThat(failure.status()).isEqualTo(CommandFailure.NO);
    assertThat(failure)
        .hasMessage(
            """
            the control plane has changed since this plan was made; nothing was changed:
              ~ hosts that trust the managed client CA: hosts
              ~ host www.example.com: clientAuth
            Run apply again to see the new plan.\
            """);
    assertThat(changes()).isEmpty();
  }

  @Test
  void recordsThatAreCreatedOrDeletedAreReportedToo() throws Exception {
    Plan plan = plan();
    api.on("GET /sites/example.com/origins", 200, "{\"items\":[{\"name\":\"other\"}]}");
    assertThat(failureOf(plan)).hasMessageContaining("- origin app\n  + origin other\n");
    assertThat(changes()).isEmpty();
  }

  @Test
  void recordsThatThePlanDoesNotDependOnMayChange() throws Exception {
    Plan plan = plan();
    api.on(
        "GET /sites", 200, "{\"items\":[{\"name\":\"example.com\"},{\"name\":\"new.example\"}]}");
    String certificates = api.reply("GET /certificates").body();
    api.on(
        "GET /certificates",
        200,
        certificates.replace("[", "[{\"id\":\"other\",\"name\":\"other\"},"));
    new PlanExecution(plan, client).run(hints::add);
    assertThat(changes()).containsExactly("PUT " + ORIGIN + "?wait=deployed");
  }

  @Test
  void aChangeIsConditionalOnTheRevisionThatWasRead() throws Exception {
    Plan plan = plan();
    api.on("GET " + ORIGIN, new Reply(200, Map.of("ETag", "\"7\""), "{}"));
    new PlanExecution(plan, client).run(hints::add);
    assertThat(api.last("PUT " + ORIGIN).ifMatch()).isEqualTo("\"7\"");
  }

  @Test
  void aRecordThatChangesDuringTheExecutionEndsIt() throws Exception {
    Plan plan = plan(FILE.replace(":9000", ":9001").replace("not ssl", "not tls"));
    api.on("PUT " + ORIGIN, 412, "{\"detail\":\"changed\"}");
    CommandFailure failure = failureOf(plan);
    assertThat(failure.status()).isEqualTo(CommandFailure.NO);
    assertThat(failure)
        .hasMessage(
            "%s has changed since this plan was made; nothing further is done. Run apply again to see the new plan."
                .formatted(ORIGIN));
    assertThat(hints).containsExactly("1 of 3 done; then, at ~ origin app: servers:");
    assertThat(changes())
        .containsExactly(
            "PUT /sites/example.com/rules?wait=deployed", "PUT " + ORIGIN + "?wait=deployed");
  }

  @Test
  void aRecordThatSomebodyElseCreatesIsNotReplaced() throws Exception {
    String other = "/sites/example.com/origins/other";
    Plan plan =
        plan(
            FILE.replace(
                    "origins:", "origins:\n      other: {servers: [\"http://127.0.0.1:9002\"]}")
                .replace(":9000", ":9001"));
    assertThat(plan.lines()).containsExactly("+ origin other", "~ origin app: servers");
    api.after("GET /sites/example.com/rules", () -> api.on("GET " + other, 200, "{}"));
    assertThat(failureOf(plan)).hasMessageStartingWith(other + " has been created since");
    assertThat(changes()).isEmpty();
  }

  /** Unbinding gives the host another revision, and the mode off. */
  @Test
  void theOwnBindingsOfAPlanChangeTheRevisionOfAHost() throws Exception {
    Plan plan = planThatUnbinds();
    new PlanExecution(plan, client).run(hints::add);
    assertThat(api.last("PUT " + HOST).ifMatch()).isEqualTo("\"2\"");
  }

  @Test
  void anotherChangeOfAHostBesideTheOwnBindingsEndsTheExecution() throws Exception {
    Plan plan = planThatUnbinds();
    String call = "DELETE /sites/example.com/client-ca/hosts/www.example.com";
    api.after(call, () -> api.on("GET " + HOST, host(3, "off", "other")));
    assertThat(failureOf(plan)).hasMessageStartingWith(HOST + " has changed since");
    assertThat(changes()).containsExactly(call + "?wait=deployed");
  }

  @Test
  void aStricterModeThatSomebodyElseSetsIsNotOverwritten() throws Exception {
    Plan plan = planThatUnbinds();
    String call = "DELETE /sites/example.com/client-ca/hosts/www.example.com";
    api.after(call, () -> api.on("GET " + HOST, host(3, "require", "app")));
    assertThat(failureOf(plan)).hasMessageStartingWith(HOST + " has changed since");
    assertThat(changes()).containsExactly(call + "?wait=deployed");
  }

  private Plan planThatUnbinds() throws Exception {
    String unbind = "/sites/example.com/client-ca/hosts/www.example.com";
    api.on("DELETE " + unbind, 200, "{\"hosts\":[]}");
    api.on("GET " + HOST, host(1, "request", "app"));
    api.on("GET /sites/example.com/hosts", 200, OTHER_MODE);
    api.after("DELETE " + unbind, () -> api.on("GET " + HOST, host(2, "off", "app")));
    Plan plan =
        plan(FILE.replace("require}", "request}").replace("hosts: [www.example.com]", "hosts: []"));
    assertThat(plan.lines())
        .containsExactly(
            "- host www.example.com trusts the managed client CA",
            "~ host www.example.com: clientAuth");
    return plan;
  }

  private static Reply host(int revision, String mode, String origin) {
    return new Reply(
        200,
        Map.of("ETag", "\"%d\"".formatted(revision)),
        """
        {"id":"h","name":"www.example.com","certificate":"cert1","origin":"%s",
          "clientAuth":{"mode":"%s","cas":[]},"createdAt":"x"}\
        """
            .formatted(origin, mode));
  }
}
