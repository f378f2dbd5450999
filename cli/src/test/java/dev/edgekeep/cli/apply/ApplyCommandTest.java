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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
    api.on("PUT /sites/example.com/rules", 200, "{\"items\":[]}");
    api.on("GET /sites/example.com/hosts", 200, "{\"items\":[]}");
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
            + rule first
            + rule second
            + origin app
            + host www.example.com
            + the account's own client CA counts for www.example.com
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
  void whatDiffersIsShownAndChanged() throws Exception {
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
            - host www.example.com
            1 to change; nothing was changed (--dry-run)
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
    api.on("PUT /sites/old.example/rules", 200, "{\"items\":[]}");
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
            "DELETE /sites/old.example/hosts/www.old.example?wait=deployed",
            "PUT /sites/old.example/rules?wait=deployed",
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
        .contains("5 of 7 done; then, at - certificate old (old.example):", "api.example has it");
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

  /** A host that is bound to two CAs, another on request, and a wildcard. */
  private void hostsOfAllModes() {
    api.on("GET /sites", 200, "{\"items\":[{\"name\":\"example.com\"}]}");
    String site = "/sites/example.com/";
    api.on("GET " + site + "origins", 200, "{\"items\":[{\"id\":\"o\",\"name\":\"app\"}]}");
    api.on(
        "GET " + site + "hosts",
        200,
        """
        {"items":[
          {"id":"a","name":"*.example.com","certificate":"c","origin":"app",
           "clientAuth":{"mode":"require","cas":["managed"]}},
          {"id":"h","name":"www.example.com","certificate":"c","origin":"app",
           "clientAuth":{"mode":"require","cas":["managed"]}},
          {"id":"k","name":"api.example.com","certificate":"c","origin":"app",
           "clientAuth":{"mode":"request","cas":["managed"]}}]}\
        """);
    api.on(
        "GET " + site + "client-ca/hosts",
        200,
        "{\"hosts\":[\"*.example.com\",\"www.example.com\",\"api.example.com\"]}");
    api.on(
        "GET " + site + "client-cas", 200, "{\"items\":[{\"id\":\"c1\",\"name\":\"partners\"}]}");
    api.on("GET " + site + "client-cas/c1/hosts", 200, "{\"hosts\":[]}");
    api.on("GET " + site + "rules", 200, "{\"items\":[]}");
    for (String host : List.of("*.example.com", "www.example.com", "api.example.com")) {
      api.on("PUT " + site + "hosts/" + host, 200, "{}");
      api.on("DELETE " + site + "hosts/" + host, 204, "");
      api.on("DELETE " + site + "client-ca/hosts/" + host, 200, "{\"hosts\":[]}");
    }
    api.on("PUT " + site + "hosts/new.example.com", 201, "{}");
    api.on("PUT " + site + "rules", 200, "{\"items\":[]}");
  }

  private String applied(String site, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--dry-run");
    return apply("sites:\n  example.com:\n" + site.indent(4), all.toArray(String[]::new)).out();
  }

  @Test
  void hostsBecomeStricterBeforeAndMoreOpenAfterAllElse() throws Exception {
    hostsOfAllModes();
    String hosts =
        """
        hosts:
          "*.example.com": {certificate: c, origin: app, clientAuth: {mode: request}}
          new.example.com: {certificate: c, origin: app, clientAuth: {mode: require}}
          api.example.com: {certificate: c, origin: app, clientAuth: {mode: require}}
        clientCa: {hosts: ["*.example.com", api.example.com, new.example.com]}
        rules:
          - {name: verified, when: not tls_client_auth.cert_verified, action: block}
        """;
    assertThat(applied(hosts, "--prune"))
        .isEqualTo(
            """
            ~ host api.example.com: clientAuth
            + rule verified
            + host new.example.com
            ~ host *.example.com: clientAuth
            + the account's own client CA counts for new.example.com
            - host www.example.com
            6 to change; nothing was changed (--dry-run)
            """);
  }

  @Test
  void aHostThatARuleClosesInTheFileOpensAfterTheRule() throws Exception {
    hostsOfAllModes();
    String file =
        """
        hosts:
          www.example.com: {certificate: c, origin: app, clientAuth: {mode: request}}
        rules:
          - {name: open, when: http.request.uri.path eq "/", action: allow}
          - {name: verified, when: not tls_client_auth.cert_verified, action: block}
        """;
    assertThat(applied(file))
        .startsWith("+ rule open\n+ rule verified\n~ host www.example.com: clientAuth\n");
  }

  @Test
  void aSwapOfClientCasBindsTheNewOneFirstUnlessMoreChanges() throws Exception {
    hostsOfAllModes();
    String file =
        """
        clientCa: {hosts: ["*.example.com", api.example.com]}
        clientCas: {partners: {certificates: "%s", hosts: [www.example.com]}}
        """
            .formatted(www.chainPem().replace("\n", "\\n"));
    api.on(
        "GET /sites/example.com/client-cas/c1",
        200,
        "{\"members\":[{\"sha256\":\"%s\"}],\"lists\":[]}"
            .formatted(Certificate.parse(www.leaf().getEncoded()).sha256()));
    assertThat(applied(file))
        .startsWith(
            """
            + client CA partners counts for www.example.com
            - the account's own client CA counts for www.example.com
            """);
    assertThat(applied(file + "rules: [{name: log, when: ssl, action: log}]\n"))
        .startsWith(
            """
            - the account's own client CA counts for www.example.com
            + rule log
            + client CA partners counts for www.example.com
            """);
  }

  @Test
  void whereSeveralThingsChangeThatNoOrderMakesSafeRequestsAreRefusedMeanwhile() throws Exception {
    hostsOfAllModes();
    String file =
        """
        origins:
          app: {servers: ["http://127.0.0.1:9001"]}
        rules:
          - {name: open, when: http.request.uri.path eq "/", action: allow}
        """;
    assertThat(applied(file))
        .isEqualTo(
            """
            + rule until apply is done: *.example.com, www.example.com, api.example.com
            ~ origin app: servers
            + rule open
            - rule until apply is done
            4 to change; nothing was changed (--dry-run)
            """);
  }

  @Test
  void whatARunThatWasBrokenOffHasLeftIsRemovedInTheEnd() throws Exception {
    hostsOfAllModes();
    api.on(
        "GET /sites/example.com/rules",
        200,
        "{\"items\":[{\"id\":\"r\",\"name\":\"until apply is done"
            + " 1\",\"when\":\"ssl\",\"action\":\"block\"}]}");
    assertThat(applied("hosts: {}\n"))
        .isEqualTo(
            """
            - rule until apply is done
            1 to change; nothing was changed (--dry-run)
            """);
  }

  @Test
  void theModeThatReleasingLeavesIsSetAgainInTheSameRun() throws Exception {
    hostsOfAllModes();
    String file =
        """
        hosts:
          api.example.com: {certificate: c, origin: app, clientAuth: {mode: request}}
        clientCa: {hosts: ["*.example.com", www.example.com]}
        """;
    assertThat(applied(file))
        .isEqualTo(
            """
            - the account's own client CA counts for api.example.com
            ~ host api.example.com: clientAuth
            2 to change; nothing was changed (--dry-run)
            """);
    String without = file.replace(", clientAuth: {mode: request}", "");
    assertThat(applied(without)).contains("1 to change");
  }

  @Test
  void aBindingOfAHostThatIsNotThereIsToldBeforeAnythingChanges() throws Exception {
    hostsOfAllModes();
    CommandRun pruned =
        apply(
            """
            sites:
              example.com:
                hosts: {}
                clientCa: {hosts: [www.example.com]}
            """,
            "--yes",
            "--prune");
    assertThat(pruned.status()).isEqualTo(2);
    assertThat(pruned.err())
        .contains("www.example.com", "removed by --prune", "nothing was changed");
    CommandRun unknown =
        apply("sites: {example.com: {clientCa: {hosts: [none.example.com]}}}\n", "--yes");
    assertThat(unknown.err()).contains("none.example.com, which is neither there nor");
    CommandRun off =
        apply(
            """
            sites:
              example.com:
                hosts:
                  www.example.com: {certificate: c, origin: app, clientAuth: {mode: "off"}}
            """,
            "--yes");
    assertThat(off.err())
        .contains("www.example.com.clientAuth.mode: off, and a client CA is bound");
    assertThat(changes()).isEmpty();
  }

  @Test
  void namesOfHostsAndSitesAreTheSameHoweverTheyAreWritten() throws Exception {
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
    assertThat(twice.err()).contains("sites.example.com.hosts: www.example.com is there twice");
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

  @Test
  void aFileWithAPrivateKeyAmongCertificatesIsRefusedBeforeAnyCall() throws Exception {
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
