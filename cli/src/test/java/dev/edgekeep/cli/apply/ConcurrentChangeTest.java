package dev.edgekeep.cli.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ControlPlaneAddress;
import dev.edgekeep.cli.control.TestControlPlane;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real control plane is changed between the confirmation of a plan and its execution. */
class ConcurrentChangeTest {
  @TempDir private Path folder;
  private final Credential www =
      TestCa.root("Root", KeyType.P_256).issue(Leaf.server("www.example.com"));
  private TestControlPlane control;
  private ApiClient client;
  private String file;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(folder.resolve("www.pem"), www.chainPem());
    Files.writeString(folder.resolve("www.key"), www.keyPem());
    control = TestControlPlane.start(folder);
    client =
        new ApiClient(
            new ControlPlaneAddress(
                URI.create(control.url()),
                Files.readString(control.tokenFile()).strip(),
                null,
                null,
                "test"),
            true);
    file =
        """
        certificates:
          www: {chain: {file: www.pem}, privateKey: {file: www.key}}
        sites:
          example.com:
            origins:
              app: {servers: ["%s"]}
            hosts:
              www.example.com: {certificate: www, clientAuth: {mode: require}, origin: app}
            clientCa: {hosts: [www.example.com]}
            rules:
              - {name: first, when: not ssl, action: block}
        """
            .formatted(control.originUrl());
    execute(plan(file));
  }

  @AfterEach
  void stop() {
    client.close();
    control.close();
  }

  private Plan plan(String text) throws Exception {
    return Plan.compute(
        client, WantedState.read(Files.writeString(folder.resolve("site.yaml"), text)), false);
  }

  private void execute(Plan plan) throws Exception {
    new PlanExecution(plan, client).run(_ -> {});
  }

  private void run(String... arguments) {
    CommandRun run = control.run(arguments);
    assertThat(run.status()).as(run.err()).isZero();
  }

  @Test
  void aPlanIsExecutedWhenNothingHasChanged() throws Exception {
    assertThat(plan(file).lines()).isEmpty();
    Plan plan = plan(file.replace("require}", "request}").replace("not ssl", "ssl"));
    execute(plan);
    assertThat(control.run("host", "get", "www.example.com").out()).contains("mode: request");
    assertThat(plan(file).lines()).hasSize(plan.lines().size());
  }

  @Test
  void aPlanIsNotExecutedWhenARecordHasChanged() throws Exception {
    Plan plan = plan(file.replace("require}", "request}"));
    run("ca", "unbind", "www.example.com");
    run("rule", "create", "second", "--when", "ssl", "--action", "log");
    CommandFailure failure = catchThrowableOfType(CommandFailure.class, () -> execute(plan));
    assertThat(failure.status()).isEqualTo(CommandFailure.NO);
    assertThat(failure)
        .hasMessageContaining("nothing was changed")
        .hasMessageContaining("~ hosts that trust the managed client CA: hosts")
        .hasMessageContaining("~ host www.example.com: clientAuth")
        .hasMessageContaining("+ rule of the site example.com: second");
    assertThat(control.run("host", "get", "www.example.com").out()).contains("mode: require");
  }

  /** Unbinding changes the revision and the mode of the host, which a later step sets again. */
  @Test
  void theOwnStepsOfAPlanAndOtherSitesMayChangeRecords() throws Exception {
    String wanted =
        file.replace("require}", "request}").replace("hosts: [www.example.com]", "hosts: []");
    run("host", "set", "www.example.com", "--client-auth", "request");
    Plan plan = plan(wanted);
    assertThat(plan.lines())
        .containsExactly(
            "- host www.example.com trusts the managed client CA",
            "~ host www.example.com: clientAuth");
    run("site", "create", "other.example");
    execute(plan);
    assertThat(plan(wanted).lines()).isEmpty();
  }
}
