package dev.edgekeep.cli.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.cli.api.ApiDouble;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.cert.Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file says is brought about, and nothing else. */
class ApplyCommandTest {
  private static final String FILE =
      """
      certificates:
        www: {chain: {file: www.pem}, privateKey: {pem: KEY}}
      sites:
        example.com:
          origins:
            app: {servers: ["http://127.0.0.1:9000"]}
          hosts:
            www.example.com: {certificate: www, clientAuth: {mode: require}, origin: app}
          clientCa: {hosts: [www.example.com]}
          rules:
            - {name: first, when: not ssl, action: block}
            - {name: second, when: ssl, action: log}
      """;

  @TempDir private Path folder;
  private final ApiDouble api = new ApiDouble();
  private final Credential www =
      TestCa.root("Root", KeyType.P_256).issue(Leaf.server("www.example.com"));

  @AfterEach
  void stop() {
    api.close();
  }

  private CommandRun apply(String file, String... options) throws IOException {
    Files.copy(
        www.chainFile(folder), folder.resolve("www.pem"), StandardCopyOption.REPLACE_EXISTING);
    Path written = Files.writeString(folder.resolve("site.yaml"), file);
    List<String> command = new ArrayList<>(List.of("apply", "-f", written.toString()));
    command.addAll(List.of(options));
    return api.run(command.toArray(String[]::new));
  }

  private void nothingThere() {
    for (String list : List.of("certificates", "sites")) {
      api.on("GET /" + list, 200, "{\"items\":[]}");
    }
    api.on("POST /certificates", 201, "{\"id\":\"cert1\"}");
    api.on("POST /sites", 201, "{}");
    api.on("PUT /sites/example.com/origins/app", 201, "{}");
    api.on("PUT /sites/example.com/hosts/www.example.com", 201, "{}");
    api.on("POST /sites/example.com/client-ca/hosts", 200, "{}");
    api.on("POST /sites/example.com/rules", 201, "{\"id\":\"rule\"}");
  }

  private void allThere() throws Exception {
    String fingerprint = Certificate.parse(www.leaf().getEncoded()).sha256().toString();
    api.on(
        "GET /certificates",
        200,
        "{\"items\":[{\"id\":\"cert1\",\"name\":\"www\",\"fingerprint\":\"%s\"}]}"
            .formatted(fingerprint));
    api.on("GET /sites", 200, "{\"items\":[{\"name\":\"example.com\"}]}");
    String site = "GET /sites/example.com/";
    api.on(
        site + "origins",
        200,
        "{\"items\":[{\"id\":\"o\",\"name\":\"app\",\"servers\":[\"http://127.0.0.1:9000\"]}]}");
    api.on(
        site + "hosts",
        200,
        """
        {"items":[{"id":"h","name":"www.example.com","certificate":"cert1","origin":"app",
          "clientAuth":{"mode":"require","cas":["managed"]},"createdAt":"x"}]}\
        """);
    api.on(site + "client-ca/hosts", 200, "{\"hosts\":[\"www.example.com\"]}");
    api.on(
        site + "rules",
        200,
        """
        {"items":[{"id":"r1","name":"first","when":"not ssl","action":"block","enabled":true},
          {"id":"r2","name":"second","when":"ssl","action":"log","enabled":true}]}\
        """);
  }

  private List<String> changes() {
    return api.calls().stream().filter(call -> !call.startsWith("GET")).toList();
  }

  @Test
  void everythingIsMadeInTheOrderInWhichTheOneNeedsTheOther() throws Exception {
    nothingThere();
    CommandRun run = apply(FILE, "--yes");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            + certificate www
            + site example.com
            + origin app
            + host www.example.com
            + the account's own client CA counts for www.example.com
            + rule first
            + rule second
            7 changed
            """);
    assertThat(changes())
        .containsExactly(
            "POST /certificates?wait=deployed",
            "POST /sites?wait=deployed",
            "PUT /sites/example.com/origins/app?wait=deployed",
            "PUT /sites/example.com/hosts/www.example.com?wait=deployed",
            "POST /sites/example.com/client-ca/hosts?wait=deployed",
            "POST /sites/example.com/rules?wait=deployed",
            "POST /sites/example.com/rules?wait=deployed");
  }

  @Test
  void aHostGetsTheIdOfTheCertificateThatTheFileNames() throws Exception {
    nothingThere();
    api.on(
        "PUT /sites/example.com/hosts/www.example.com", 422, "{\"detail\":\"no\",\"errors\":[]}");
    CommandRun run = apply(FILE, "--yes");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("3 of 7 done; then, at + host www.example.com:", "edgekeep: no");
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
  void whatDiffersIsShownAndChanged() throws Exception {
    allThere();
    api.on("PUT /sites/example.com/origins/app", 200, "{}");
    api.on("PUT /sites/example.com/rules/r1", 200, "{}");
    String file = FILE.replace(":9000", ":9001").replace("not ssl", "not tls");
    CommandRun dry = apply(file, "--dry-run");
    assertThat(dry.status()).isZero();
    assertThat(dry.out())
        .isEqualTo(
            """
            ~ origin app: servers
            ~ rule first: when
            2 to change; nothing was changed (--dry-run)
            """);
    assertThat(changes()).isEmpty();
    assertThat(apply(file, "--yes").status()).isZero();
    assertThat(changes()).hasSize(2);
  }

  @Test
  void aRenewedCertificateReplacesTheOneOfItsName() throws Exception {
    allThere();
    api.on("GET /certificates", 200, "{\"items\":[{\"id\":\"cert1\",\"name\":\"www\"}]}");
    api.on("PUT /certificates/cert1", 200, "{}");
    assertThat(apply(FILE, "--yes").out()).startsWith("~ certificate www\n");
  }

  @Test
  void whatTheFileDoesNotNameIsRemovedOnlyWhenAskedTo() throws Exception {
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
            - the account's own client CA counts for www.example.com
            1 to change; nothing was changed (--dry-run)
            """);
    assertThat(apply(file, "--prune", "--dry-run").out())
        .isEqualTo(
            """
            - the account's own client CA counts for www.example.com
            - host www.example.com
            2 to change; nothing was changed (--dry-run)
            """);
  }

  @Test
  void whatChecksHaveFoundOfAKeyServerIsNoDifference() throws Exception {
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

  /** A second site with one of each, another certificate and a key server. */
  private void moreThanTheFileNames() throws Exception {
    allThere();
    String fingerprint = Certificate.parse(www.leaf().getEncoded()).sha256().toString();
    api.on(
        "GET /certificates",
        200,
        """
        {"items":[{"id":"cert1","name":"www","fingerprint":"%s"},
          {"id":"cert2","name":"old","fingerprint":"00","names":["old.example"]},
          {"id":"cert3","name":"","fingerprint":"01","names":["a.example","b.example"]}]}\
        """
            .formatted(fingerprint));
    api.on(
        "GET /sites", 200, "{\"items\":[{\"name\":\"example.com\"},{\"name\":\"old.example\"}]}");
    api.on("GET /key-servers", 200, "{\"items\":[{\"name\":\"vault\"},{\"name\":\"old\"}]}");
    String old = "GET /sites/old.example/";
    api.on(old + "client-certificates", 200, "{\"items\":[]}");
    api.on(old + "origins", 200, "{\"items\":[{\"id\":\"o\",\"name\":\"app\"}]}");
    api.on(old + "hosts", 200, "{\"items\":[{\"id\":\"h\",\"name\":\"www.old.example\"}]}");
    api.on(old + "client-ca/hosts", 200, "{\"hosts\":[\"www.old.example\"]}");
    api.on(old + "client-cas", 200, "{\"items\":[{\"id\":\"c1\",\"name\":\"partners\"}]}");
    api.on(old + "client-cas/c1/hosts", 200, "{\"hosts\":[\"www.old.example\"]}");
    api.on(old + "rules", 200, "{\"items\":[{\"id\":\"r9\",\"name\":\"last\",\"when\":\"ssl\"}]}");
    for (String gone :
        List.of(
            "/sites/old.example/client-ca/hosts/www.old.example",
            "/sites/old.example/client-cas/c1/hosts/www.old.example",
            "/sites/old.example/rules/r9",
            "/sites/old.example/hosts/www.old.example",
            "/sites/old.example/origins/app",
            "/sites/old.example/client-cas/c1",
            "/sites/old.example",
            "/certificates/cert2",
            "/certificates/cert3",
            "/key-servers/old",
            "/key-servers/vault")) {
      api.on("DELETE " + gone, 204, "");
    }
  }

  @Test
  void whatTheFileDoesNotNameIsPrunedWhatNeedsOthersFirst() throws Exception {
    moreThanTheFileNames();
    CommandRun run = apply(FILE, "--prune", "--yes");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("- host www.old.example, of the site old.example\n")
        .contains("- certificate old (old.example)\n");
    assertThat(changes())
        .containsExactly(
            "DELETE /sites/old.example/client-ca/hosts/www.old.example?wait=deployed",
            "DELETE /sites/old.example/client-cas/c1/hosts/www.old.example?wait=deployed",
            "DELETE /sites/old.example/rules/r9?wait=deployed",
            "DELETE /sites/old.example/hosts/www.old.example?wait=deployed",
            "DELETE /sites/old.example/origins/app?wait=deployed",
            "DELETE /sites/old.example/client-cas/c1?wait=deployed",
            "DELETE /sites/old.example?wait=deployed",
            "DELETE /certificates/cert2?wait=deployed",
            "DELETE /certificates/cert3?wait=deployed");
  }

  @Test
  void ofAKindThatTheFileDoesNotHaveNothingIsPruned() throws Exception {
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
  void whatTheFileUsesWithoutDescribingItIsNotPruned() throws Exception {
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
    assertThat(run.err()).contains("old.example", "client certificates, which apply never removes");
    assertThat(changes()).isEmpty();
  }

  @Test
  void whatIsUsedElsewhereStaysInTheApisOwnWords() throws Exception {
    moreThanTheFileNames();
    api.on("DELETE /certificates/cert2", 409, "{\"detail\":\"api.example has it\",\"errors\":[]}");
    CommandRun run = apply(FILE, "--prune", "--yes");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains("7 of 9 done; then, at - certificate old (old.example):", "api.example has it");
  }

  @Test
  void rulesArePutIntoTheOrderOfTheFile() throws Exception {
    allThere();
    api.on("PUT /sites/example.com/rules/order", 200, "{}");
    String file =
        """
        sites:
          example.com:
            rules:
              - {name: second, when: ssl, action: log}
              - {name: first, when: not ssl, action: block}
        """;
    assertThat(apply(file, "--yes").out()).startsWith("~ order of the rules of example.com\n");
    assertThat(api.last().body()).contains("[\"r2\",\"r1\"]");
  }

  @Test
  void aRuleIsTheSameHoweverItsActionIsWritten() throws Exception {
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
  void nobodyIsAskedWhereNobodyIs() throws Exception {
    nothingThere();
    CommandRun run = apply(FILE);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("give --yes");
    assertThat(changes()).isEmpty();
  }

  @Test
  void aFileOfTheWrongFormIsToldWithAllThatIsWrong() throws Exception {
    CommandRun run =
        apply("sites: {example.com: {orgins: {}, rules: [{when: ssl}]}}\ncertificate: {}\n");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains("sites.example.com.orgins: unknown key", "origins")
        .contains("sites.example.com.rules: every rule needs a name")
        .contains("certificate: unknown key", "certificates");
    assertThat(api.calls()).isEmpty();
  }
}
