package dev.edgekeep.cli.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
  @TempDir private Path folder;

  @BeforeEach
  void files() throws Exception {
    TestCa ca = TestCa.root("Key servers", KeyType.P_256);
    Credential server = ca.issue(Leaf.server("keys.example.com"));
    Files.writeString(folder.resolve("ks.pem"), server.chainPem());
    Files.writeString(folder.resolve("ks.key"), server.keyPem());
    Files.writeString(folder.resolve("edges.pem"), TestCa.root("Edges", KeyType.P_256).pem());
  }

  private CommandRun init(String cert, String... more) {
    String[] command = new String[13 + more.length];
    String[] common = {
      "keyserver",
      "init",
      "--address",
      "127.0.0.1:2407",
      "--cert",
      file(cert),
      "--key",
      file("ks.key"),
      "--keys",
      file("keys"),
      "--out",
      file("keyserver.yaml"),
      "--admin-port=0"
    };
    System.arraycopy(common, 0, command, 0, common.length);
    System.arraycopy(more, 0, command, common.length, more.length);
    return CommandRun.of(command);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void theConfigurationCanBeServed() {
    CommandRun run = init("ks.pem", "--client-ca", file("edges.pem"));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("edgekeep keyserver --config");
    CommandRun check = CommandRun.of("keyserver", "--check", "--config", file("keyserver.yaml"));
    assertThat(check.status()).as(check.err()).isZero();
    assertThat(init("ks.pem", "--client-ca", file("edges.pem")).err()).contains("exists");
  }

  @Test
  void withoutACaTheAddressesOfEdgesAreNeeded() throws Exception {
    assertThat(init("ks.pem").status()).isEqualTo(2);
    assertThat(init("ks.pem", "--source", "10.0.0.0/24").status()).isZero();
    assertThat(Files.readString(folder.resolve("keyserver.yaml"))).contains("trust: anyone");
  }

  @Test
  void aConfigurationThatCannotBeServedIsNotLeftBehind() {
    CommandRun run = init("edges.pem", "--client-ca", file("edges.pem"));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("no configuration was written");
    assertThat(folder.resolve("keyserver.yaml")).doesNotExist();
  }
}
