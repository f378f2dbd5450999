package dev.edgekeep.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.keyserver.KeyServer;
import dev.edgekeep.keyserver.config.ConfigSource;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.Processes;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An origin, the real openssl, that demands a certificate whose private key a real key server has;
 * set up by {@code apply}.
 */
class KeylessOriginTest {
  private static final String HOST = "www.example.com";

  @TempDir private Path folder;
  private final TestCa ca = TestCa.root("CA", KeyType.P_256);
  private final Credential towardsOrigin = ca.issue(Leaf.client("edge").of(KeyType.RSA_2048));
  private TestControlPlane control;
  private KeyServer keyServer;
  private Process origin;
  private int originPort;

  @BeforeEach
  void start() throws Exception {
    file("ca.pem", ca.pem());
    write("app", ca.issue(Leaf.server("app.internal")));
    write("www", ca.issue(Leaf.server(HOST)));
    write("edge", ca.issue(Leaf.client("edge-1")));
    write("ks", ca.issue(Leaf.server("localhost")));
    file("towards.pem", towardsOrigin.chainPem());
    Files.createDirectory(folder.resolve("keys"));
    file("keys/towards.key", towardsOrigin.keyPem());
    keyServer = keyServer();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      originPort = free.getLocalPort();
    }
    origin =
        new ProcessBuilder(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + originPort,
                "-cert",
                "app.pem",
                "-key",
                "app.key",
                "-CAfile",
                "ca.pem",
                "-Verify",
                "1",
                "-verify_return_error",
                "-www")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("origin.log").toFile())
            .start();
    Eventually.await("the origin listens", () -> isListening(originPort));
    control = TestControlPlane.start(folder);
  }

  @AfterEach
  void stop() {
    control.close();
    keyServer.close();
    origin.destroy();
  }

  private KeyServer keyServer() throws Exception {
    Path config = folder.resolve("keyserver.yaml");
    Files.writeString(
        config,
        """
        version: 1
        listen: {address: "127.0.0.1:0"}
        identity: {chain: {file: ks.pem}, key: {file: ks.key}}
        trust: {file: ca.pem}
        keys: [{directory: keys}]
        logs: {audit: {file: audit.log}, events: off}
        """);
    return KeyServer.start(ConfigSource.file(config), KeyServer.Options.of("test"));
  }

  private static boolean isListening(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void write(String name, Credential credential) throws IOException {
    file(name + ".pem", credential.chainPem());
    file(name + ".key", credential.keyPem());
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private void apply(String identity) throws IOException {
    String file =
        file(
            "edge.yaml",
            """
            version: 1
            keyServers:
              vault:
                addresses: ["127.0.0.1:%d"]
                identity: {chain: {file: edge.pem}, key: {file: edge.key}}
                trust: {file: ca.pem}
                serverName: localhost
            certificates:
              www: {chain: {file: www.pem}, privateKey: {file: www.key}}
            sites:
              example.com:
                origins:
                  app:
                    servers: ["https://127.0.0.1:%d"]
                    tls:
                      trust: {file: ca.pem}
                      serverName: app.internal
                      %s
                hosts:
                  www.example.com: {certificate: www, origin: app}
            """
                .formatted(keyServer.address().getPort(), originPort, identity));
    CommandRun run = control.run("apply", "--yes", "-f", file);
    assertThat(run.status()).as(run.err()).isZero();
  }

  @Test
  void theOriginSeesTheCertificateAndTheAuditLogTheSignature() throws Exception {
    apply("identity: {chain: {file: towards.pem}, keyServer: vault}");
    Eventually.await("the origin answers", () -> ask().contains("CN=edge"));
    String shown = control.run("origin", "get", "app", "-o", "json").out();
    assertThat(shown).contains("\"keyServer\"").doesNotContain("PRIVATE KEY");
    Eventually.await(
        "the audit log has it",
        () -> read("audit.log").contains("app.internal") && read("audit.log").contains("pss"));
    // Without the identity, the origin refuses the edge.
    apply("");
    Eventually.await("the origin refuses", () -> ask().endsWith("502"));
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      return "";
    }
  }

  private String ask() {
    return Processes.run(
            "",
            List.of(
                "curl",
                "-s",
                "-k",
                "--max-time",
                "60",
                "-w",
                "%{http_code}",
                "--connect-to",
                "::127.0.0.1:" + control.edge().getPort(),
                "https://" + HOST + "/"))
        .output()
        .strip();
  }
}
