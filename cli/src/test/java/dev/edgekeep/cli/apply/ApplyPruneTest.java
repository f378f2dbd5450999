package dev.edgekeep.cli.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import org.junit.jupiter.api.Test;

/** {@code --prune} deletes what the file does not name, of the kinds that it has. */
class ApplyPruneTest extends ApplySetup {
  @Test
  void recordsThatTheFileDoesNotNameAreDeletedOnlyWithPrune() throws Exception {
    allThere();
    String file =
        """
        sites:
          example.com:
            hosts: {}
            clientCa: {hosts: []}
        """;
    assertThat(apply(file, "--dry-run").out())
        .isEqualTo(
            """
            - host www.example.com trusts the managed client CA
            1 to change; nothing was changed (--dry-run)
            """);
    assertThat(apply(file, "--prune", "--dry-run").out())
        .isEqualTo(
            """
            - host www.example.com
            1 to change; nothing was changed (--dry-run)
            """);
  }

  @Test
  void recordsAreDeletedBeforeThoseThatTheyUse() throws Exception {
    moreThanTheFileNames();
    CommandRun run = apply(FILE, "--prune", "--yes");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("- host www.old.example, of the site old.example\n")
        .contains("- certificate old (old.example)\n");
    assertThat(changes())
        .containsExactly(
            "DELETE /sites/old.example/hosts/www.old.example?wait=deployed",
            "PUT /sites/old.example/rules?wait=deployed",
            "DELETE /sites/old.example/origins/app?wait=deployed",
            "DELETE /sites/old.example/client-cas/c1?wait=deployed",
            "DELETE /sites/old.example?wait=deployed",
            "DELETE /certificates/cert2?wait=deployed",
            "DELETE /certificates/cert3?wait=deployed");
  }

  @Test
  void nothingOfAKindThatTheFileDoesNotHaveIsDeleted() throws Exception {
    moreThanTheFileNames();
    assertThat(apply("keyServers: {}\n", "--prune", "--dry-run").out())
        .isEqualTo(
            """
            - key server vault
            - key server old
            2 to change; nothing was changed (--dry-run)
            """);
    assertThat(apply("version: 1\n", "--prune", "--yes").out()).isEqualTo("nothing to change\n");
    assertThat(apply(FILE, "--yes").out()).isEqualTo("nothing to change\n");
    assertThat(changes()).isEmpty();
  }

  @Test
  void recordsThatTheFileUsesWithoutDescribingThemStay() throws Exception {
    moreThanTheFileNames();
    String file =
        """
        keyServers: {}
        certificates:
          old: {chain: {file: www.pem}, keyServer: vault}
        sites:
          old.example: {}
          example.com:
            hosts:
              www.example.com: {certificate: [cert1, cert3], origin: app}
        """;
    assertThat(apply(file, "--prune", "--dry-run").out())
        .contains("- key server old\n")
        .doesNotContain("- key server vault", "- certificate", "- site");
  }

  @Test
  void aSiteWithClientCertificatesStaysAndNothingIsChanged() throws Exception {
    moreThanTheFileNames();
    api.on("GET /sites/old.example/client-certificates", 200, "{\"items\":[{\"id\":\"k\"}]}");
    CommandRun run = apply(FILE, "--prune", "--yes");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("old.example", "client certificates, which apply never deletes");
    assertThat(changes()).isEmpty();
  }

  @Test
  void theApiRefusesToDeleteWhatIsUsedElsewhere() throws Exception {
    moreThanTheFileNames();
    api.on("DELETE /certificates/cert2", 409, "{\"detail\":\"api.example has it\",\"errors\":[]}");
    CommandRun run = apply(FILE, "--prune", "--yes");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains("5 of 7 done; then, at - certificate old (old.example):", "api.example has it");
  }
}
