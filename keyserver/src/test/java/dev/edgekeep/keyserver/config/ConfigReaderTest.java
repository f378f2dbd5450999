package dev.edgekeep.keyserver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.edgekeep.config.logs.LogTarget;
import dev.edgekeep.config.material.Secret;
import dev.edgekeep.config.value.Problem;
import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.keyserver.access.AccessList;
import dev.edgekeep.keyserver.access.EdgeName;
import dev.edgekeep.keyserver.access.KeyUse;
import dev.edgekeep.keyserver.access.Permission;
import dev.edgekeep.keyserver.key.KeySource;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
  /** All that there may be. */
  static final String DOCUMENTED =
      """
      version: 1
      listen: {address: "127.0.0.1:2407"}
      admin: {address: "127.0.0.1:2406"}
      identity: {chain: {file: keyserver.pem}, key: {file: keyserver.key}}
      trust: {file: edge-ca.pem}
      revoked: {serials: ["0a:1b"]}
      keys:
        - directory: keys
        - pkcs11: "pkcs11:token=edgekeep?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:pin.txt"
      allow:
        - {edge: "CN=edge-1"}
        - {edge: "edge-2.example.com", keys: ["1f0c1f0c1f0c1f0c1f0c1f0c1f0c1f0c1f0c1f0c"], operations: [sign], perSecond: 500}
      limits: {connections: 100, connectionsPerEdge: 10, inFlightPerConnection: 20, inFlight: 50, handshakeTimeoutMillis: 1000, idleTimeoutMillis: 5000, drainTimeoutMillis: 0}
      logs: {audit: {file: audit.log}, events: stderr}
      threads: 3
      """;

  private static final String SHORTEST =
      """
      version: 1
      listen: {address: ":2407"}
      identity: {chain: {file: keyserver.pem}, key: {file: keyserver.key}}
      trust: {file: edge-ca.pem}
      keys: [{directory: keys}]
      """;

  @TempDir Path folder;
  private final TestCa ca = TestCa.root("Edge CA", KeyType.P_256);

  @BeforeEach
  void writeFiles() throws IOException {
    Credential identity = ca.issue(TestCa.Leaf.server("localhost"));
    Files.writeString(folder.resolve("keyserver.pem"), identity.chainPem());
    Files.writeString(folder.resolve("keyserver.key"), identity.keyPem());
    Files.writeString(folder.resolve("other.key"), ca.issue(TestCa.Leaf.server("other")).keyPem());
    Files.writeString(folder.resolve("edge-ca.pem"), ca.pem());
    Files.writeString(folder.resolve("pin.txt"), "1234");
  }

  @Test
  void allThatThereMayBeIsRead() throws IOException {
    KeyServerConfig config = read(DOCUMENTED).config();
    assertThat(config.listen()).isEqualTo(onLoopback(2407));
    assertThat(config.admin()).isEqualTo(onLoopback(2406));
    assertThat(config.identity().chain().getFirst().subject()).hasToString("CN=localhost");
    assertThat(config.trust().certificates().getFirst().subject()).hasToString("CN=Edge CA");
    assertThat(config.trust().revoked().serials())
        .isEqualTo(SerialSet.of(SerialNumber.parse("0a1b")));
    assertThat(config.keys().getFirst())
        .isEqualTo(new KeySource.Directory(folder.resolve("keys"), null));
    assertThat(config.keys().getLast()).isInstanceOf(KeySource.Token.class);
    assertThat(config.access())
        .isEqualTo(
            new AccessList(
                List.of(
                    new Permission(
                        EdgeName.parse("CN=edge-1"), null, EnumSet.allOf(KeyUse.class), 0),
                    new Permission(
                        EdgeName.parse("edge-2.example.com"),
                        Set.of(SubjectKeyId.parse("1f0c".repeat(10))),
                        EnumSet.of(KeyUse.SIGN),
                        500))));
    assertThat(config.limits())
        .isEqualTo(
            new Limits(
                100, 10, 20, 50, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ZERO));
    assertThat(config.logs())
        .isEqualTo(new Logs(new LogTarget.ToFile(folder.resolve("audit.log")), LogTarget.STDERR));
    assertThat(config.threads()).isEqualTo(3);
  }

  @Test
  void mostMayBeLeftOut() throws IOException {
    KeyServerConfig config = read(SHORTEST).config();
    assertThat(config.admin()).isNull();
    assertThat(config.access()).isEqualTo(AccessList.EVERYBODY);
    assertThat(config.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(config.logs()).isEqualTo(Logs.DEFAULT);
    assertThat(config.threads()).isEqualTo(KeyServerConfig.defaultThreads());
    assertThat(config.trust().revoked().serials().isEmpty()).isTrue();
  }

  @Test
  void anEmptyListOfEdgesIsNotTheSameAsNone() throws IOException {
    ConfigResult.Read read = read(SHORTEST + "allow: []\n");
    assertThat(read.config().access()).isEqualTo(new AccessList(List.of()));
    assertThat(read.warnings())
        .map(Problem::toString)
        .containsExactly("keyserver.yaml:6: allow: this list is empty: no edge may use any key");
  }

  @Test
  void aPassphraseIsInAFileOrTheEnvironment() throws IOException {
    assertThat(passphrase("{file: pin.txt}"))
        .isEqualTo(new Secret.InFile(folder.resolve("pin.txt")));
    assertThat(passphrase("{env: KEY_PASSPHRASE}"))
        .isEqualTo(new Secret.InEnvironment("KEY_PASSPHRASE"));
  }

  private @Nullable Secret passphrase(String value) throws IOException {
    String keys = "keys: [{directory: keys, passphrase: %s}]".formatted(value);
    KeySource source =
        read(SHORTEST.replace("keys: [{directory: keys}]", keys)).config().keys().getFirst();
    return ((KeySource.Directory) source).passphrase();
  }

  @Test
  void theAdminServerMayBeOff() throws IOException {
    assertThat(read(SHORTEST + "admin: off\n").config().admin()).isNull();
  }

  @Test
  void everyFileThatWasReadIsNamed() throws IOException {
    String list = ca.crlPem(Instant.now().plusSeconds(3_600));
    Files.writeString(folder.resolve("edges.crl"), list);
    ConfigResult.Read read = read(SHORTEST + "revoked: {file: edges.crl}\n");
    assertThat(read.files())
        .map(file -> folder.relativize(file).toString())
        .containsExactlyInAnyOrder(
            "keyserver.yaml", "keyserver.pem", "keyserver.key", "edge-ca.pem", "edges.crl");
    assertThat(read.config().trust().revoked().crls()).hasSize(1);
  }

  @ParameterizedTest
  @CsvFileSource(
      resources = "problems.txt",
      numLinesToSkip = 1,
      delimiter = '|',
      quoteCharacter = '~',
      emptyValue = "",
      maxCharsPerColumn = 1_000)
  void tells(String old, @Nullable String replacement, String problem) throws IOException {
    assertThat(DOCUMENTED).contains(old);
    String document = DOCUMENTED.replace(old, replacement == null ? "" : replacement);
    assertThat(problems(document)).first().asString().startsWith(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trust: anyone | list the addresses that edges connect from",
        "trust: anyone; addresses: [] | this list is empty",
        "trust: anyone; addresses: ['0.0.0.0/0'] | this block is too large",
        "trust: anyone; addresses: ['::/0'] | this block is too large",
        "trust: anyone; addresses: ['10.0.0.0/8']; revoked: {serials: ['0a']} | to revoke",
        "trust: anyone; addresses: ['10.0.0.0/8']; allow: [{edge: 'CN=e'}] | no edge is known by"
            + " name"
      })
  void anyoneIsTrustedOnlyWithAddressesAndWithoutNames(String lines, String problem)
      throws IOException {
    String document =
        SHORTEST.replace(
            "trust: {file: edge-ca.pem}", lines.replace("; ", "\n").replace('\'', '"'));
    assertThat(problems(document)).singleElement().asString().contains(problem);
  }

  @Test
  void allIsToldAtOnceInTheOrderOfTheDocument() throws IOException {
    String document =
        DOCUMENTED
            .replace("127.0.0.1:2406", "0.0.0.0:2406")
            .replace("operations: [sign]", "operations: [sing]")
            .replace("threads: 3", "threads: x");
    assertThat(problems(document))
        .extracting(problem -> problem.substring(0, problem.indexOf(": ")))
        .containsExactly("keyserver.yaml:3", "keyserver.yaml:12", "keyserver.yaml:15");
  }

  @Test
  void whatIsNoDocumentIsToldWithItsPlace() throws IOException {
    assertThat(problems("version: [1")).first().asString().startsWith("keyserver.yaml:");
    assertThat(problems(""))
        .containsExactly("keyserver.yaml: the document is empty; begin with version: 1");
    ConfigResult absent = ConfigReader.read(folder.resolve("absent.yaml"));
    assertThat(absent)
        .asInstanceOf(type(ConfigResult.Refused.class))
        .satisfies(refused ->
            assertThat(refused.problems().getFirst().toString())
                .isEqualTo(
                    "absent.yaml: no such file: %s".formatted(folder.resolve("absent.yaml"))));
  }

  private static InetSocketAddress onLoopback(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  private ConfigResult.Read read(String document) throws IOException {
    ConfigResult result = result(document);
    assertThat(result).isInstanceOf(ConfigResult.Read.class);
    return (ConfigResult.Read) result;
  }

  private List<String> problems(String document) throws IOException {
    return switch (result(document)) {
      case ConfigResult.Read _ -> List.of();
      case ConfigResult.Refused refused ->
          refused.problems().stream()
              .map(problem -> problem.toString().replace(folder.toString(), "DIR"))
              .toList();
    };
  }

  private ConfigResult result(String document) throws IOException {
    return ConfigReader.read(Files.writeString(folder.resolve("keyserver.yaml"), document));
  }
}
