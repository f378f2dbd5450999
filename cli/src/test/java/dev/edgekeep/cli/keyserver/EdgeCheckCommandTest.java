package dev.edgekeep.cli.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.daemon.command.Failures;
import dev.edgekeep.keyserver.KeyServer;
import dev.edgekeep.keyserver.config.ConfigSource;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code edgekeep keyserver check --config} checks the key servers of an edge configuration. */
class EdgeCheckCommandTest {
  private static final String KEY_SERVER =
      """
      version: 1
      listen: {address: "127.0.0.1:0"}
      identity: {chain: {file: keyserver.pem}, key: {file: keyserver.key}}
      trust: {file: ca.pem}
      keys: [{directory: keys}]
      logs: {audit: off, events: off}
      """;

  private final TestCa ca = TestCa.root("CA", KeyType.P_256);
  private final Credential www = ca.issue(TestCa.Leaf.server("www.example.com"));
  private final Credential rsa =
      ca.issue(TestCa.Leaf.server("old.example.com", "new.example.com").of(KeyType.RSA_2048));
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;
  private KeyServer keyServer;

  @BeforeEach
  void start() throws Exception {
    Files.createDirectory(folder.resolve("keys"));
    write("keyserver", ca.issue(TestCa.Leaf.server("ks.internal")));
    write("edge", ca.issue(TestCa.Leaf.client("edge-1")));
    write("www", www);
    write("rsa", rsa);
    Files.writeString(folder.resolve("ca.pem"), ca.pem());
    Files.writeString(folder.resolve("keys/www.key"), www.keyPem());
    Files.writeString(folder.resolve("keys/rsa.key"), rsa.keyPem());
    Path config = Files.writeString(folder.resolve("keyserver.yaml"), KEY_SERVER);
    keyServer = KeyServer.start(ConfigSource.file(config), KeyServer.Options.of("test"));
  }

  @AfterEach
  void stop() {
    keyServer.close();
  }

  @Test
  void everyKeyServerIsCheckedWithTheKeysOfItsHosts() throws IOException {
    configure("");
    assertThat(check()).as(out.toString() + err).isZero();
    assertThat(out.toString())
        .contains("127.0.0.1:" + keyServer.address().getPort() + ": TLSv1.3")
        .contains("www.example.com: CN=www.example.com, ECDSA P-256")
        .contains("new.example.com: CN=old.example.com, RSA 2048")
        .contains("all 10 operations work")
        .doesNotContain("old.example.com: ");
  }

  @Test
  void decryptionIsCheckedOnlyForRsaKeyExchange() throws IOException {
    configure("", "intermediate");
    assertThat(check()).isZero();
    assertThat(out.toString()).contains("all 9 operations work").doesNotContain("decrypt");
    assertThat(check("--operations", "sign,decrypt")).isZero();
    assertThat(out.toString()).contains("rsa-decrypt");
  }

  @Test
  void oneKeyServerCanBeSelectedByName() throws IOException {
    configure("  spare: {addresses: [\"127.0.0.1:1\"], %s}\n".formatted(IDENTITY));
    assertThat(check("--key-server", "vault")).isZero();
    assertThat(check("--key-server", "spare")).isEqualTo(3);
    assertThat(check()).isEqualTo(3);
    assertThat(check("--key-server", "valt")).isEqualTo(2);
    assertThat(err.toString()).contains("no key server named \"valt\"; did you mean \"vault\"?");
  }

  @Test
  void problemsOfTheConfigurationAreReported() throws IOException {
    configure("  spare: {address: x}\n");
    assertThat(check()).isEqualTo(2);
    assertThat(err.toString()).contains("keyServers.spare");
  }

  @Test
  void aConfigurationWithoutKeyServersIsWrongUsage() throws IOException {
    Files.writeString(
        folder.resolve("edge.yaml"),
        """
        version: 1
        listeners: [{address: "127.0.0.1:0"}]
        origins: {app: {servers: ["http://127.0.0.1:9"]}}
        hosts:
          www.example.com: {certificate: {chain: {file: www.pem}, key: {file: www.key}}, origin: app}
        """);
    assertThat(check()).isEqualTo(2);
    assertThat(err.toString()).contains("no keyServers found");
  }

  @Test
  void theConfigurationCannotBeUsedWithOtherKeyServersAndCertificates() throws IOException {
    configure("");
    assertThat(check("--address", "127.0.0.1:1")).isEqualTo(2);
    assertThat(err.toString()).contains("--config has the key servers");
    assertThat(execute(List.of("--key-server", "vault"))).isEqualTo(2);
    assertThat(err.toString()).contains("--key-server needs --config");
  }

  @Test
  void withoutAConfigurationItIsTheCheckOfTheKeyServersProgram() {
    List<String> arguments =
        new ArrayList<>(List.of("--server-name", "ks.internal", "--timeout-millis", "60000"));
    arguments.addAll(List.of("--address", "127.0.0.1:" + keyServer.address().getPort()));
    arguments.addAll(List.of("--chain", file("edge.pem"), "--key", file("edge.key")));
    arguments.addAll(List.of("--trust", file("ca.pem"), file("www.pem"), file("rsa.pem")));
    assertThat(execute(arguments)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("all 10 operations work");
  }

  private static final String IDENTITY =
      "identity: {chain: {file: edge.pem}, key: {file: edge.key}}, trust: {file: ca.pem}";

  private void configure(String moreKeyServers) throws IOException {
    configure(moreKeyServers, "compatible");
  }

  /** Three hosts whose keys are on "vault"; two of them share a certificate. */
  private void configure(String moreKeyServers, String ciphers) throws IOException {
    Files.writeString(
        folder.resolve("edge.yaml"),
        """
        version: 1
        listeners: [{address: "127.0.0.1:0"}]
        origins: {app: {servers: ["http://127.0.0.1:9"]}}
        keyServers:
          vault: {addresses: ["127.0.0.1:%d"], serverName: ks.internal, timeoutMillis: 60000, %s}
        %shosts:
          www.example.com: {certificate: {chain: {file: www.pem}, keyServer: vault}, origin: app}
          old.example.com:
            certificate: {chain: {file: rsa.pem}, keyServer: vault}
            origin: app
          new.example.com:
            certificate: {chain: {file: rsa.pem}, keyServer: vault}
            tls: {ciphers: %s}
            origin: app
        """
            .formatted(keyServer.address().getPort(), IDENTITY, moreKeyServers, ciphers));
  }

  private void write(String name, Credential credential) throws IOException {
    Files.writeString(folder.resolve(name + ".pem"), credential.chainPem());
    Files.writeString(folder.resolve(name + ".key"), credential.keyPem());
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private int check(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--config", file("edge.yaml")));
    arguments.addAll(List.of(more));
    return execute(arguments);
  }

  private int execute(List<String> arguments) {
    return new CommandLine(new EdgeCheckCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setParameterExceptionHandler(Failures::wrongUsage)
        .setExecutionExceptionHandler(Failures::failed)
        .execute(arguments.toArray(String[]::new));
  }
}
