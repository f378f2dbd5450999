package dev.edgekeep.snapshot.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.value.Problem;
import dev.edgekeep.snapshot.read.ReadResult.Read;
import dev.edgekeep.snapshot.read.ReadResult.Refused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Problems that are reported for documents that differ from the documented one in a few places. */
class ProblemsTest {
  @TempDir Path folder;

  /** The lines told of the documented configuration with {@code old} replaced. */
  private List<String> problems(String old, @Nullable String replacement) {
    assertThat(TestSite.DOCUMENTED).contains(old);
    return problems(TestSite.DOCUMENTED.replace(old, replacement == null ? "" : replacement));
  }

  private List<String> problems(String document) {
    return switch (new TestSite(folder).read(document)) {
      case Refused refused -> refused.problems().stream().map(this::shown).toList();
      case Read _ -> List.of();
    };
  }

  private List<String> warnings(String old, String replacement) {
    ReadResult result = new TestSite(folder).read(TestSite.DOCUMENTED.replace(old, replacement));
    assertThat(result).isInstanceOf(Read.class);
    return ((Read) result).warnings().stream().map(this::shown).toList();
  }

  private String shown(Problem problem) {
    return problem.toString().replace(folder.toString(), "DIR");
  }

  @ParameterizedTest
  @CsvFileSource(
      resources = "problems.txt",
      numLinesToSkip = 1,
      delimiter = '|',
      quoteCharacter = '~',
      emptyValue = "",
      maxCharsPerColumn = 1_000)
  void tells(String old, @Nullable String replacement, String problem) {
    assertThat(problems(old, replacement)).first().asString().startsWith(problem);
  }

  @Test
  void allIsToldAtOnceInTheOrderOfTheDocument() {
    assertThat(
            problems(
                TestSite.DOCUMENTED
                    .replace("plaintext: true", "plaintxt: true")
                    .replace("cas: [partners]", "cas: [partner]")
                    .replace("{file: www.key}", "{file: www.kye}")
                    .replace("headerBytes: 65536", "headerBytes: 1")))
        .containsExactly(
            "edge.yaml:5: listeners[1].plaintxt: unknown key; did you mean \"plaintext\"?",
            "edge.yaml:30: hosts.\"www.example.com\".certificate.key: no such file: DIR/www.kye",
            "edge.yaml:31: hosts.\"www.example.com\".clientAuth.cas[0]: no client CA named"
                + " \"partner\"; did you mean \"partners\"?",
            "edge.yaml:35: hosts.\"api.example.com\".clientAuth.cas[0]: no client CA named"
                + " \"partner\"; did you mean \"partners\"?",
            "edge.yaml:50: limits.headerBytes: 1 is out of bounds; give a number from 1,024 to"
                + " 1,048,576");
  }

  @Test
  void whatIsNoDocumentIsToldWithItsPlace() {
    assertThat(problems(""))
        .containsExactly("edge.yaml: the document is empty; begin with version: 1");
    assertThat(problems("# only this\n"))
        .containsExactly("edge.yaml: the document is empty; begin with version: 1");
    assertThat(problems("- 1\n")).containsExactly("edge.yaml:1: expected a mapping, found a list");
    assertThat(problems("version: 1\n---\nversion: 1\n"))
        .containsExactly(
            "edge.yaml:2: a second document begins here; only one is allowed, so remove the ---");
    assertThat(problems("version: 1\nadmin: *there\n"))
        .containsExactly(
            "edge.yaml:2: unknown alias *there: no complete value above has this anchor");
    assertThat(problems("version: 1\nadmin: !!java.net.URL [a]\n"))
        .containsExactly(
            "edge.yaml:2: the tag tag:yaml.org,2002:java.net.URL has no meaning here; remove it");
    assertThat(problems("version: 1\n\tadmin: 1\n"))
        .singleElement()
        .asString()
        .startsWith("edge.yaml:2: not YAML, column 1: ");
  }

  @Test
  void aDocumentThatIsNotUtf8IsRefused() {
    TestSite site = new TestSite(folder);
    byte[] latin1 = "version: 1\nadmin: off # é\n".getBytes(StandardCharsets.ISO_8859_1);
    ReadResult result = SnapshotReader.read(site.write("edge.yaml", latin1), TestCa.NOW);
    assertThat(((Refused) result).problems())
        .singleElement()
        .asString()
        .endsWith("the text is not UTF-8, here or further down");
  }

  @Test
  void aFileThatIsNotThereIsToldAndWatchedFor() {
    Path file = folder.resolve("edge.yaml");
    ReadResult result = SnapshotReader.read(file, TestCa.NOW);
    assertThat(((Refused) result).problems())
        .singleElement()
        .asString()
        .isEqualTo("edge.yaml: no such file: " + file);
    assertThat(result.files()).containsExactly(file);
  }

  @Test
  void aliasesThatStandForTooMuchAreRefused() {
    StringBuilder bomb = new StringBuilder("version: 1\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      String alias = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", Collections.nCopies(9, alias))));
    }
    assertThat(problems(bomb.toString()))
        .singleElement()
        .asString()
        .contains("expand to more than 1,000,000 values");
  }

  @Test
  void whatIsNestedTooDeepIsRefused() {
    assertThat(problems("version: 1\nadmin: " + "[".repeat(10_000)))
        .singleElement()
        .asString()
        .contains("nested too deeply");
    assertThat(problems("{\"version\": 1, \"admin\": " + "[".repeat(10_000)))
        .singleElement()
        .asString()
        .contains("nested too deeply");
  }

  @Test
  void thousandsOfProblemsAreCounted() {
    StringBuilder hosts = new StringBuilder("version: 1\nlisteners: [{address: \":0\"}]\nhosts:\n");
    for (int i = 0; i < 2_000; i++) {
      hosts.append("  h").append(i).append(".example.com: {origin: app}\n");
    }
    List<String> problems = problems(hosts.toString());
    assertThat(problems).hasSize(1_001).last().isEqualTo("edge.yaml: and 3,000 more");
  }

  @Test
  void aChainWithAGapIsToldWithTheNamesAtTheGap() {
    TestSite site = new TestSite(folder);
    site.write("gap.pem", TestSite.WWW.pem() + TestSite.PARTNERS.pem());
    Refused refused = (Refused) site.read(TestSite.DOCUMENTED.replace("www.pem", "gap.pem"));
    assertThat(refused.problems())
        .singleElement()
        .asString()
        .isEqualTo(
            "edge.yaml:30: hosts.\"www.example.com\".certificate.chain: gap.pem: the second"
                + " certificate (CN=Partners Root) did not issue the first (CN=www.example.com),"
                + " whose issuer is CN=Servers Issuing; add that one, or remove certificates that"
                + " do not belong to the chain");
  }

  @Test
  void clientCasNeedARoot() {
    TestSite site = new TestSite(folder);
    site.write("intermediate.pem", TestSite.PARTNERS_ISSUING.pem());
    Refused refused =
        (Refused) site.read(TestSite.DOCUMENTED.replace("partners-ca.pem", "intermediate.pem"));
    assertThat(refused.problems())
        .singleElement()
        .asString()
        .isEqualTo(
            "edge.yaml:10: clientCas.partners.certificates: no root found, only intermediates;"
                + " add the self-signed certificate that issued CN=Partners Issuing");
  }

  @Test
  void aHostHasOneCertificateForEachKindOfKey() {
    String certificate = "{chain: {file: www.pem}, key: {file: www.key}}";
    assertThat(problems(certificate, "[" + certificate + ", " + certificate + "]"))
        .containsExactly(
            "edge.yaml:30: hosts.\"www.example.com\".certificate[1]:"
                + " hosts.\"www.example.com\".certificate[0] has an ECDSA key as well; a host has"
                + " one certificate for each kind of key");
  }

  @Test
  void anOcspResponseForAnotherCertificateIsRefused() {
    TestSite site = new TestSite(folder);
    site.write(
        "www.ocsp",
        TestSite.SERVERS_ISSUING.ocsp(TestSite.API, TestCa.NOW.plus(Duration.ofDays(1))));
    Refused refused =
        (Refused)
            site.read(
                TestSite.DOCUMENTED.replace(
                    "{file: www.key}", "{file: www.key}, ocsp: {file: www.ocsp}"));
    assertThat(refused.problems())
        .singleElement()
        .asString()
        .startsWith(
            "edge.yaml:30: hosts.\"www.example.com\".certificate.ocsp: www.ocsp: the OCSP response"
                + " is not about this certificate");
  }

  @Test
  void whatIsLikelyNotMeantIsWarnedOf() {
    assertThat(warnings("mode: require", "mode: off"))
        .containsExactly(
            "edge.yaml:31: hosts.\"www.example.com\".clientAuth.cas: these have no effect while the"
                + " mode is off");
    assertThat(
            warnings(
                "minVersion: \"1.2\", maxVersion: \"1.3\", ciphers: intermediate",
                "minVersion: 1.3, ciphers: [ECDHE-RSA-AES128-GCM-SHA256]"))
        .containsExactly(
            "edge.yaml:36: hosts.\"api.example.com\".tls.ciphers: these are for TLS 1.2, which"
                + " minVersion excludes: they have no effect");
  }

  @Test
  void expiryIsWarnedOfAndNotRefused() {
    TestSite site = new TestSite(folder);
    Instant yesterday = TestCa.NOW.minus(Duration.ofDays(1));
    TestCa.Issued old = TestSite.SERVERS.issue(TestCa.keys("EC"), yesterday, "www.example.com");
    site.write("www.pem", old.pem());
    site.write("www.key", old.keyPem());
    site.write("www.ocsp", TestSite.SERVERS.ocsp(old, yesterday));
    site.write(
        "partners.crl",
        TestSite.PARTNERS.crl(yesterday)
            + TestSite.PARTNERS_ISSUING.crl(TestCa.NOW.plus(Duration.ofDays(1))));
    Read read =
        (Read)
            site.read(
                TestSite.DOCUMENTED.replace(
                    "{file: www.key}", "{file: www.key}, ocsp: {file: www.ocsp}"));
    assertThat(read.warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "edge.yaml:11: clientCas.partners.revoked: the list of CN=Partners Root has expired on"
                + " 2026-05-31T12:00:00Z; later revocations are unknown",
            "edge.yaml:11: clientCas.partners.revoked: certificates issued by CN=Partners Root or"
                + " CN=Partners Issuing are refused: the list of CN=Partners Root was due for"
                + " renewal at 2026-05-31T12:00:00Z (1 days ago); get the new one",
            "edge.yaml:30: hosts.\"www.example.com\".certificate.chain: CN=www.example.com expired"
                + " at 2026-05-31T12:00:00Z",
            "edge.yaml:30: hosts.\"www.example.com\".certificate.ocsp: the response has expired on"
                + " 2026-05-31T12:00:00Z");
  }

  @Test
  void aListThatNobodyOfTheCaSignedIsWarnedOf() {
    TestSite site = new TestSite(folder);
    site.write("partners.crl", TestSite.SERVERS.crl(TestCa.NOW.plus(Duration.ofDays(1))));
    Read read = (Read) site.read(TestSite.DOCUMENTED);
    assertThat(read.warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "edge.yaml:11: clientCas.partners.revoked: the list is signed by CN=Servers Root, which"
                + " is not among the CA's certificates: it is ignored",
            "edge.yaml:11: clientCas.partners.revoked: certificates issued by CN=Partners Root or"
                + " CN=Partners Issuing are refused: there is no list of CN=Partners Root; add its"
                + " issuer's current list to the CA");
  }

  @Test
  void aListWhoseSignatureDoesNotVerifyIsWarnedOf() {
    TestSite site = new TestSite(folder);
    TestCa impostor = TestCa.root("Partners Root");
    site.write("partners.crl", impostor.crl(TestCa.NOW.plus(Duration.ofDays(1))));
    Read read = (Read) site.read(TestSite.DOCUMENTED);
    assertThat(read.warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "edge.yaml:11: clientCas.partners.revoked: the signature of the list of CN=Partners"
                + " Root does not verify: it is ignored",
            "edge.yaml:11: clientCas.partners.revoked: certificates issued by CN=Partners Root or"
                + " CN=Partners Issuing are refused: the list of CN=Partners Root is not signed by"
                + " it, or not by a CA that is trusted here");
  }

  @Test
  void aListenerMayNotTakeThePortOfTheAdminThatIsThereByDefault() {
    String document =
        TestSite.DOCUMENTED
            .replace("admin: {address: \"127.0.0.1:9901\"}", "#")
            .replace("127.0.0.1:8080", ":9901");
    assertThat(problems(document))
        .containsExactly(
            "edge.yaml:5: listeners[1]: admin is at port 9901 of this address unless said"
                + " otherwise; give another, or say admin: off");
  }

  @Test
  void aPrivateKeyWhereCertificatesBelongIsRefused() {
    TestSite site = new TestSite(folder);
    String key = TestSite.WWW.keyPem();
    site.write("www.pem", TestSite.WWW.pem() + TestSite.SERVERS_ISSUING.pem() + key);
    site.write("edge.pem", key + TestSite.EDGE.pem());
    site.write("o.pem", TestSite.EDGE.pem() + key);
    site.write("origin-ca.pem", TestSite.SERVERS.pem() + key);
    site.write("keyserver-ca.pem", TestSite.SERVERS.pem() + key);
    site.write("partners-ca.pem", TestSite.PARTNERS.pem() + key);
    List<String> told =
        ((Refused) site.read(TestSite.DOCUMENTED))
            .problems().stream().map(Problem::toString).toList();
    assertThat(told)
        .filteredOn(line -> line.contains("contains a private key; only certificates belong here"))
        .extracting(line -> line.replaceFirst("^edge.yaml:[0-9]+: ([^ ]*): .*", "$1"))
        .containsExactlyInAnyOrder(
            "clientCas.partners.certificates",
            "keyServers.vault.identity.chain",
            "keyServers.vault.trust",
            "origins.app.tls.trust",
            "origins.app.tls.identity.chain",
            "hosts.\"www.example.com\".certificate.chain");
    assertThat(told)
        .noneMatch(line -> line.contains(key.lines().skip(1).findFirst().orElseThrow()));
  }

  @Test
  void anOriginMayNotBeTheEdgesOwnAdminServer() {
    for (String host : List.of("127.0.0.1", "localhost", "[::1]", "0.0.0.0")) {
      assertThat(problems("\"http://127.0.0.1:9001\"", "\"http://%s:9901\"".formatted(host)))
          .singleElement()
          .asString()
          .contains("origins.app.servers[1]: ", "administrative address of this product");
    }
    assertThat(problems("\"127.0.0.1:2407\"", "\"127.0.0.1:9901\""))
        .first()
        .asString()
        .contains("keyServers.vault.addresses[0]: ", "administrative address of this product");
  }
}
