package dev.edgekeep.snapshot.read;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.edgekeep.config.logs.LogTarget;
import dev.edgekeep.config.value.Problem;
import dev.edgekeep.snapshot.CipherSuites;
import dev.edgekeep.snapshot.Compression;
import dev.edgekeep.snapshot.ErrorPages;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostLimits;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.TlsPolicy;
import dev.edgekeep.snapshot.TlsPolicy.Version;
import dev.edgekeep.snapshot.read.ReadResult.Read;
import dev.edgekeep.snapshot.read.ReadResult.Refused;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The ways in which one thing may be written. */
class ReadingFormsTest {
  private static final HostPattern WWW = new HostPattern("www.example.com");

  @TempDir Path folder;

  private Snapshot read(String document) {
    return read(new TestSite(folder), document);
  }

  private static Snapshot read(TestSite site, String document) {
    return switch (site.read(document)) {
      case Read read -> read.snapshot();
      case Refused refused -> throw new AssertionError(refused.problems().toString());
    };
  }

  private static Host www(Snapshot snapshot) {
    return requireNonNull(snapshot.hosts().get(WWW));
  }

  private static String indented(String text, int spaces) {
    return text.strip().indent(spaces);
  }

  @Test
  void whatIsInTheDocumentIsWhatIsInAFile() {
    String chain = TestSite.WWW.pem() + TestSite.SERVERS_ISSUING.pem();
    String inline =
        TestSite.DOCUMENTED.replace(
            "    certificate: {chain: {file: www.pem}, key: {file: www.key}}\n",
            "    certificate:\n      chain:\n        pem: |\n"
                + indented(chain, 10)
                + "      key: |\n"
                + indented(TestSite.WWW.keyPem(), 8));
    assertThat(www(read(inline))).isEqualTo(www(read(TestSite.DOCUMENTED)));
  }

  @ParameterizedTest
  @EnumSource(ForwardPolicy.AmbiguousPaths.class)
  void aHostChoosesWhatBecomesOfAmbiguousPaths(ForwardPolicy.AmbiguousPaths choice) {
    String setting = "      ambiguousPaths: " + choice.name().toLowerCase(Locale.ROOT) + "\n";
    Snapshot snapshot =
        read(TestSite.DOCUMENTED.replace("    forward:\n", "    forward:\n" + setting));
    assertThat(snapshot.hosts().values())
        .extracting(host -> host.forward().ambiguousPaths())
        .contains(choice, ForwardPolicy.AmbiguousPaths.REFUSE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | [ZSTD, BR, GZIP] | 1024 | 8 | false",
        "{encodings: [gzip, br], minBytes: 7, types: ['TEXT/*'], allowAuthenticated: true} | [GZIP,"
            + " BR] | 7 | 1 | true"
      })
  void aHostCompressesItsResponses(
      String written, String encodings, long minBytes, int types, boolean allowAuthenticated) {
    String setting = "    compression: " + written + "\n";
    Snapshot snapshot =
        read(TestSite.DOCUMENTED.replace("    forward:\n", setting + "    forward:\n"));
    Host host = requireNonNull(snapshot.hosts().get(new HostPattern("api.example.com")));
    Compression compression = requireNonNull(host.exchange().compression());
    assertThat(compression.encodings()).hasToString(encodings);
    assertThat(compression.minBytes()).isEqualTo(minBytes);
    assertThat(compression.types()).hasSize(types).contains("text/*");
    assertThat(compression.allowAuthenticated()).isEqualTo(allowAuthenticated);
    assertThat(www(snapshot).exchange().compression()).isNull();
  }

  @Test
  void aHostHasPagesASwitchAndASecurityTxt() {
    TestSite site = new TestSite(folder);
    site.write("bad-gateway.html", "<h1>Sorry</h1>");
    String setting =
        """
            errorPages: {502: {file: bad-gateway.html}, 503: "{}", 4xx: {text: no, contentType: text/x}}
            maintenance: true
            securityTxt: {contact: [mailto:s@example.com], expires: "2027-12-31T00:00:00Z", policy: https://example.com/p}
        """;
    Snapshot snapshot =
        read(site, TestSite.DOCUMENTED.replace("    forward:\n", setting + "    forward:\n"));
    Host host = requireNonNull(snapshot.hosts().get(new HostPattern("api.example.com")));
    assertThat(host.exchange().errorPages().byStatus())
        .containsExactly(
            entry("4xx", new ErrorPages.Page("text/x", "no")),
            entry("502", new ErrorPages.Page("text/html; charset=utf-8", "<h1>Sorry</h1>")),
            entry("503", new ErrorPages.Page("application/json", "{}")));
    assertThat(host.exchange().maintenance()).isTrue();
    assertThat(requireNonNull(host.exchange().securityTxt()).text())
        .isEqualTo(
            """
            Contact: mailto:s@example.com
            Expires: 2027-12-31T00:00:00Z
            Policy: https://example.com/p
            """);
    assertThat(www(snapshot).exchange().maintenance()).isFalse();
  }

  @Test
  void aHostLimitsItsRequests() {
    String setting =
        "    limits: {requestBodyBytes: 1000, requestTimeoutMillis: 60000, downloadBytesPerSecond:"
            + " 0, uploadBytesPerSecond: 4096, minUploadBytesPerSecond: 1, minUploadWindowMillis:"
            + " 1000}\n";
    Snapshot snapshot =
        read(TestSite.DOCUMENTED.replace("    forward:\n", setting + "    forward:\n"));
    assertThat(snapshot.hosts().values())
        .extracting(host -> host.exchange().limits())
        .contains(
            HostLimits.DEFAULT,
            new HostLimits(
                1_000,
                Duration.ofMinutes(1),
                new HostLimits.SlowBody(1, Duration.ofSeconds(1)),
                0,
                4_096));
  }

  @Test
  void base64StandsForTheBytesOfAFile() {
    String der = Base64.getEncoder().encodeToString(TestCa.encoded(TestSite.WWW.certificate()));
    Snapshot snapshot =
        read(TestSite.DOCUMENTED.replace("{file: www.pem}", "{base64: " + der + "}"));
    assertThat(www(snapshot).certificates().getFirst().chain()).hasSize(1);
  }

  @Test
  void jsonIsReadAsYamlIs() {
    String document =
        """
        {"version": 1, "listeners": [{"address": "127.0.0.1:0"}],
         "origins": {"app": {"servers": ["http://127.0.0.1:9000"]}},
         "hosts": {"www.example.com": {"certificate": {"chain": {"file": "www.pem"},
           "key": {"file": "www.key"}}, "origin": "app"}}}
        """;
    TestSite site = new TestSite(folder);
    ReadResult json = SnapshotReader.read(site.write("edge.json", document), TestCa.NOW);
    ReadResult yaml = SnapshotReader.read(site.write("edge.yaml", document), TestCa.NOW);
    assertThat(((Read) json).snapshot()).isEqualTo(((Read) yaml).snapshot());

    ReadResult broken =
        SnapshotReader.read(
            site.write("edge.json", document.replace("\"app\": {", "\"app\" {")), TestCa.NOW);
    assertThat(((Refused) broken).problems())
        .singleElement()
        .asString()
        .startsWith("edge.json:2: not JSON, column 20: ");
  }

  @Test
  void yamlThatBeginsAsJsonDoesIsYaml() {
    Snapshot snapshot =
        read("{version: 1, listeners: [{address: ':0'}], hosts: {}} # flow style\n");
    assertThat(snapshot.hosts()).isEmpty();
  }

  @Test
  void hostsMayStandBeforeWhatTheyName() {
    String hosts = TestSite.DOCUMENTED.substring(TestSite.DOCUMENTED.indexOf("hosts:"));
    String rest = TestSite.DOCUMENTED.substring(0, TestSite.DOCUMENTED.indexOf("hosts:"));
    assertThat(read(hosts + rest).hosts()).isEqualTo(read(TestSite.DOCUMENTED).hosts());
  }

  @Test
  void anAliasStandsForWhatWasAnchored() {
    Snapshot snapshot =
        read(
            TestSite.DOCUMENTED
                .replace(
                    "{mode: require, cas: [partners]}", "&auth {mode: require, cas: [partners]}")
                .replace("{mode: request, cas: [partners], maxChainDepth: 4}", "*auth"));
    Host api = requireNonNull(snapshot.hosts().get(new HostPattern("api.example.com")));
    assertThat(api.clientAuth()).isSameAs(www(snapshot).clientAuth());
  }

  @Test
  void aTextFromElsewhereMayNotNameFiles() {
    Refused refused =
        (Refused) SnapshotReader.readText("control plane", TestSite.DOCUMENTED, TestCa.NOW);
    assertThat(refused.problems())
        .extracting(Problem::toString)
        .contains(
            "control plane:30: hosts.\"www.example.com\".certificate.key.file: this document"
                + " cannot name files");
    assertThat(refused.files()).isEmpty();
  }

  @Test
  void aChainInTheWrongOrderIsMended() {
    TestSite site = new TestSite(folder);
    site.write(
        "www.pem", TestSite.SERVERS.pem() + TestSite.SERVERS_ISSUING.pem() + TestSite.WWW.pem());
    assertThat(www(read(site, TestSite.DOCUMENTED)).certificates().getFirst().chain())
        .extracting(certificate -> certificate.subject().toString())
        .containsExactly("CN=www.example.com", "CN=Servers Issuing", "CN=Servers Root");
  }

  @Test
  void aHostMayHaveAnEcdsaAndAnRsaCertificate() {
    TestSite site = new TestSite(folder);
    KeyPair keys = TestCa.keys("RSA");
    TestCa.Issued rsa = TestSite.SERVERS.issue(keys, TestCa.validTo(), "*.example.com");
    site.write("rsa.pem", rsa.pem());
    site.write("rsa-combined.key", rsa.keyPem() + rsa.pem());
    Snapshot snapshot =
        read(
            site,
            TestSite.DOCUMENTED.replace(
                "{chain: {file: www.pem}, key: {file: www.key}}",
                "[{chain: {file: www.pem}, key: {file: www.key}},"
                    + " {chain: {file: rsa.pem}, key: {file: rsa-combined.key}}]"));
    assertThat(www(snapshot).certificates()).hasSize(2);
  }

  @Test
  void anOcspResponseIsReadAsDerPemOrBase64() {
    byte[] der = TestSite.SERVERS_ISSUING.ocsp(TestSite.WWW, TestCa.NOW.plus(Duration.ofDays(1)));
    for (byte[] form :
        List.of(
            der,
            TestCa.pem("OCSP RESPONSE", der).getBytes(StandardCharsets.US_ASCII),
            Base64.getMimeEncoder().encode(der))) {
      TestSite site = new TestSite(folder);
      site.write("www.ocsp", form);
      Snapshot snapshot =
          read(
              site,
              TestSite.DOCUMENTED.replace(
                  "{file: www.key}", "{file: www.key}, ocsp: {file: www.ocsp}"));
      assertThat(requireNonNull(www(snapshot).certificates().getFirst().ocspResponse()).der())
          .isEqualTo(der);
    }
  }

  @Test
  void anEncryptedKeyIsReadWithItsPassphrase() throws Exception {
    TestSite site = new TestSite(folder);
    site.write("pass", "open sesame\n");
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "pkcs8",
                "-topk8",
                "-in",
                "www.key",
                "-out",
                "sealed.key",
                "-passout",
                "file:pass")
            .directory(folder.toFile())
            .inheritIO()
            .start();
    assertThat(openssl.waitFor()).isZero();
    Snapshot snapshot =
        read(
            site,
            TestSite.DOCUMENTED.replace(
                "{file: www.key}", "{file: sealed.key, passphrase: {file: pass}}"));
    assertThat(www(snapshot).certificates().getFirst().key())
        .isEqualTo(www(read(TestSite.DOCUMENTED)).certificates().getFirst().key());

    Refused refused = (Refused) site.read(TestSite.DOCUMENTED.replace("www.key", "sealed.key"));
    assertThat(refused.problems())
        .singleElement()
        .asString()
        .contains("sealed.key: the private key is encrypted");
  }

  @Test
  void serialsMayBeRevokedWithAndWithoutAList() {
    Snapshot snapshot =
        read(
            TestSite.DOCUMENTED.replace(
                "{file: partners.crl}", "{file: partners.crl, serials: [\"0a:1b\", 0C]}"));
    assertThat(requireNonNull(snapshot.clientCas().get("partners")).crls()).hasSize(2);
    assertThat(snapshot.revokedSerials())
        .containsExactly(
            entry("partners", SerialSet.of(SerialNumber.parse("0a:1b"), SerialNumber.parse("0c"))));
  }

  @Test
  void addressesMayBeOfAnyFamily() {
    Snapshot snapshot =
        read(
            TestSite.DOCUMENTED
                .replace("\"127.0.0.1:8443\"", "\"[::1]:8443\", defaultHost: WWW.example.com")
                .replace("127.0.0.1:8080", ":0")
                .replace("{address: \"127.0.0.1:9901\"}", "off"));
    assertThat(snapshot.listeners())
        .extracting(Listener::address)
        .extracting(address -> address.getAddress().isLoopbackAddress() + " " + address.getPort())
        .containsExactly("true 8443", "false 0");
    assertThat(snapshot.listeners().getFirst().defaultHost()).isEqualTo(WWW);
    assertThat(snapshot.admin()).isNull();
  }

  @Test
  void cipherChoicesStandForTheirSuites() {
    assertThat(tls("ciphers: modern"))
        .isEqualTo(new TlsPolicy(Version.TLS_1_3, Version.TLS_1_3, List.of()));
    assertThat(tls("ciphers: modern, minVersion: 1.2"))
        .isEqualTo(new TlsPolicy(Version.TLS_1_2, Version.TLS_1_3, CipherSuites.INTERMEDIATE));
    assertThat(tls("ciphers: compatible, maxVersion: 1.2"))
        .isEqualTo(new TlsPolicy(Version.TLS_1_2, Version.TLS_1_2, CipherSuites.COMPATIBLE));
    assertThat(tls("ciphers: [ECDHE-RSA-CHACHA20-POLY1305, AES128-SHA]"))
        .isEqualTo(
            new TlsPolicy(
                Version.TLS_1_2,
                Version.TLS_1_3,
                List.of(
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_RSA_WITH_AES_128_CBC_SHA")));
  }

  private TlsPolicy tls(String keys) {
    String document =
        TestSite.DOCUMENTED.replace(
            "minVersion: \"1.2\", maxVersion: \"1.3\", ciphers: intermediate", keys);
    return requireNonNull(read(document).hosts().get(new HostPattern("api.example.com"))).tls();
  }

  @Test
  void logsGoWhereTheyAreSent() {
    Snapshot snapshot =
        read(TestSite.DOCUMENTED + "logs: {access: {file: access.log}, events: stderr}\n");
    assertThat(snapshot.logs().access())
        .isEqualTo(new LogTarget.ToFile(folder.resolve("access.log")));
    assertThat(snapshot.logs().events()).isEqualTo(LogTarget.STDERR);
  }

  @Test
  void internationalHostNamesAreServedByTheirALabels() {
    TestSite site = new TestSite(folder);
    TestCa.Issued issued = TestSite.SERVERS.issue("xn--bcher-kva.example");
    site.write("www.pem", issued.pem());
    site.write("www.key", issued.keyPem());
    Snapshot snapshot =
        read(site, TestSite.DOCUMENTED.replace("www.example.com:", "Bücher.example:"));
    assertThat(snapshot.hosts()).containsKey(new HostPattern("xn--bcher-kva.example"));
  }

  @Test
  void partsThatAreEqualAreShared() {
    Snapshot snapshot = read(TestSite.DOCUMENTED);
    Host www = www(snapshot);
    Host dev = requireNonNull(snapshot.hosts().get(new HostPattern("*.dev.example.com")));
    assertThat(dev.tls()).isSameAs(www.tls());
    assertThat(dev.forward()).isSameAs(www.forward());
    assertThat(dev.certificates().getFirst().chain().get(1))
        .isSameAs(www.certificates().getFirst().chain().get(1));
  }
}
