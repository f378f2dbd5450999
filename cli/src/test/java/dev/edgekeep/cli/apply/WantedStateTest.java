package dev.edgekeep.cli.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The file and what it refers to are read and checked before the first call. */
class WantedStateTest extends ApplySetup {
  @Test
  void namesOfHostsAndSitesAreTheSameInEverySpelling() throws Exception {
    allThere();
    String file =
        FILE.replace("www.example.com", "WWW.Example.com.").replace("example.com:", "EXAMPLE.com:");
    assertThat(apply(file, "--yes", "--prune").out()).isEqualTo("nothing to change\n");
    CommandRun twice =
        apply(
            """
            sites:
              example.com:
                hosts:
                  www.example.com: {certificate: c, origin: app}
                  WWW.example.com: {certificate: c, origin: app}
            """);
    assertThat(twice.status()).isEqualTo(2);
    assertThat(twice.err())
        .contains("sites.\"example.com\".hosts.\"www.example.com\": duplicate key");
  }

  @Test
  void allProblemsOfAFileAreReportedWithTheirPlaces() throws Exception {
    CommandRun run =
        apply(
            """
            sites: {example.com: {orgins: {}, rules: [{when: ssl}]}}
            certificate: {}
            version: 2
            """);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains("site.yaml:1: sites.\"example.com\".orgins: unknown key", "origins")
        .contains("sites.\"example.com\".rules[0]: name is missing")
        .contains("site.yaml:2: certificate: unknown key", "certificates")
        .contains("site.yaml:3: version: apply reads version 1 only, and not version 2");
    assertThat(api.calls()).isEmpty();
  }

  @Test
  void aPrivateKeyAmongCertificatesIsRefusedBeforeAnyCall() throws Exception {
    Files.writeString(folder.resolve("combined.pem"), www.chainPem() + www.keyPem());
    CommandRun run =
        apply(
            """
            keyServers:
              vault:
                addresses: ["192.0.2.1:2407"]
                identity: {chain: {file: combined.pem}, key: {file: combined.pem}}
                trust: {file: combined.pem}
            """);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains("keyServers.vault.identity.chain: this contains a private key")
        .contains("keyServers.vault.trust: this contains a private key")
        .doesNotContain(www.keyPem().lines().skip(1).findFirst().orElseThrow());
    assertThat(api.calls()).isEmpty();
  }

  /** The API reads nothing of its machine; the command reads for the user. */
  @Test
  void filesAndVariablesAreReadWhereTheCommandRuns() throws Exception {
    nothingThere();
    Files.writeString(folder.resolve("www.key"), www.keyPem());
    api.on("GET /key-servers/vault", 404, "{}");
    api.on("PUT /key-servers/vault", 201, "{}");
    CommandRun run =
        apply(
            """
            keyServers:
              vault:
                addresses: ["192.0.2.1:2407"]
                identity: {chain: {file: www.pem}, key: {file: www.key, passphrase: {env: PATH}}}
            """,
            "--yes");
    assertThat(run.status()).as(run.err()).isZero();
    JsonNode key = JsonMapper.shared().readTree(api.last().body()).at("/identity/key");
    assertThat(key.path("pem").asString()).isEqualTo(www.keyPem());
    assertThat(key.path("passphrase").asString()).isEqualTo(System.getenv("PATH"));
    assertThat(key.has("file")).isFalse();
  }
}
