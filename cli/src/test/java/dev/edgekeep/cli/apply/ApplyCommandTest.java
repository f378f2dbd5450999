package dev.edgekeep.cli.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code apply} shows how a file differs from the control plane, and changes what differs. */
class ApplyCommandTest extends ApplySetup {
  @Test
  void recordsAreCreatedBeforeThoseThatUseThem() throws Exception {
    nothingThere();
    CommandRun run = apply(FILE, "--yes");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            + certificate www
            + site example.com
            + rule first
            + rule second
            + origin app
            + host www.example.com
            + host www.example.com trusts the managed client CA
            7 changed
            """);
    assertThat(changes())
        .containsExactly(
            "POST /certificates?wait=deployed",
            "POST /sites?wait=deployed",
            "PUT /sites/example.com/rules?wait=deployed",
            "PUT /sites/example.com/origins/app?wait=deployed",
            "PUT /sites/example.com/hosts/www.example.com?wait=deployed",
            "POST /sites/example.com/client-ca/hosts?wait=deployed");
  }

  @Test
  void aHostGetsTheIdOfTheCertificateThatTheFileNames() throws Exception {
    nothingThere();
    api.on(
        "PUT /sites/example.com/hosts/www.example.com", 422, "{\"detail\":\"no\",\"errors\":[]}");
    CommandRun run = apply(FILE, "--yes");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("5 of 7 done; then, at + host www.example.com:", "edgekeep: no");
    assertThat(api.last().body()).contains("\"certificate\":\"cert1\"");
  }

  @Test
  void aSecondRunChangesNothing() throws Exception {
    allThere();
    CommandRun run = apply(FILE, "--yes");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("nothing to change\n");
    assertThat(changes()).isEmpty();
  }

  @Test
  void differencesAreShownAndApplied() throws Exception {
    allThere();
    api.on("PUT /sites/example.com/origins/app", 200, "{}");
    api.on("PUT /sites/example.com/rules", 200, "{}");
    String file = FILE.replace(":9000", ":9001").replace("not ssl", "not tls");
    CommandRun dry = apply(file, "--dry-run");
    assertThat(dry.status()).isZero();
    assertThat(dry.out())
        .isEqualTo(
            """
            ~ rule first: when
            ~ origin app: servers
            - rule until apply is done
            3 to change; nothing was changed (--dry-run)
            """);
    assertThat(changes()).isEmpty();
    assertThat(apply(file, "--yes").status()).isZero();
    assertThat(changes()).hasSize(3);
  }

  @Test
  void aRenewedCertificateReplacesTheOneWithItsName() throws Exception {
    allThere();
    api.on("GET /certificates", 200, "{\"items\":[{\"id\":\"cert1\",\"name\":\"www\"}]}");
    api.on("PUT /certificates/cert1", 200, "{}");
    assertThat(apply(FILE, "--yes").out()).startsWith("~ certificate www\n");
  }

  @Test
  void theHealthOfAKeyServerIsNoDifference() throws Exception {
    api.on(
        "GET /key-servers/vault",
        200,
        """
        {"id":"k","name":"vault","addresses":["127.0.0.1:2407"],"createdAt":"x",
          "health":"healthy","latencyMs":{"median":0.4,"p99":0.9},
          "lastCheck":{"health":"healthy","at":"x","problems":[]}}\
        """);
    assertThat(apply("keyServers: {vault: {addresses: [\"127.0.0.1:2407\"]}}\n").out())
        .isEqualTo("nothing to change\n");
  }

  @Test
  void rulesArePutIntoTheOrderOfTheFile() throws Exception {
    allThere();
    api.on("PUT /sites/example.com/rules", 200, "{}");
    String file =
        """
        sites:
          example.com:
            rules:
              - {name: second, when: ssl, action: log}
              - {name: first, when: not ssl, action: block}
        """;
    assertThat(apply(file, "--yes").out()).startsWith("~ order of the rules of example.com\n");
    assertThat(api.last().body())
        .isEqualTo(
            "{\"rules\":[{\"name\":\"second\",\"when\":\"ssl\",\"action\":\"log\",\"enabled\":true},{\"name\":\"first\",\"when\":\"not"
                + " ssl\",\"action\":\"block\",\"enabled\":true}]}");
  }

  @Test
  void aRuleIsTheSameInEverySpellingOfItsAction() throws Exception {
    allThere();
    api.on(
        "GET /sites/example.com/rules",
        200,
        """
        {"items":[{"id":"r1","name":"away","when":"ssl","enabled":true,
          "action":{"redirect":{"to":"/","status":307}}}]}\
        """);
    String file =
        """
        sites:
          example.com:
            rules:
              - {name: away, expression: ssl, action: redirect, to: /, status: 307}
        """;
    assertThat(apply(file, "--yes").out()).isEqualTo("nothing to change\n");
  }

  @Test
  void programsGetJson() throws Exception {
    nothingThere();
    JsonMapper json = JsonMapper.shared();
    JsonNode planned = json.readTree(apply(FILE, "--dry-run", "-o", "json").out());
    assertThat(planned.path("changes")).hasSize(7);
    assertThat(planned.at("/changes/0/action").asString()).isEqualTo("create");
    assertThat(planned.at("/changes/0/what").asString()).isEqualTo("certificate www");
    assertThat(planned.path("changed").asInt()).isZero();
    assertThat(json.readTree(apply(FILE, "--yes", "-o", "json").out()).path("changed").asInt())
        .isEqualTo(7);
    allThere();
    assertThat(json.readTree(apply(FILE, "--yes", "-o", "json").out()).path("changes")).isEmpty();
  }

  @Test
  void withoutATerminalConfirmationNeedsAnOption() throws Exception {
    nothingThere();
    CommandRun run = apply(FILE);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("use --yes");
    assertThat(changes()).isEmpty();
  }
}
