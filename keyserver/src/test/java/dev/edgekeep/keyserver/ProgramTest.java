package dev.edgekeep.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The program of the archive: its commands, and a running key server asked by {@code check}. */
class ProgramTest extends KeyServerHarness {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine program =
      Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @BeforeEach
  void writeTheEdgesFiles() throws IOException {
    write("edge.pem", edge.chainPem());
    write("edge.key", edge.keyPem());
    write("keyserver-ca.pem", serverCa.pem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "check", "train"})
  void everyCommandHasHelp(String command) {
    assertThat(program.execute((command + " --help").strip().split(" ", -1))).isZero();
    assertThat(out.toString()).contains("Usage: edgekeep-keyserver " + command);
  }

  @Test
  void theVersionIsSaid() {
    assertThat(program.execute("--version")).isZero();
    assertThat(out.toString()).startsWith("edgekeep ");
  }

  @Test
  void noConfigurationAtAllIsWrongUsage() {
    assertThat(program.execute()).isEqualTo(2);
    assertThat(err.toString()).contains("--config FILE is missing", "Usage: edgekeep-keyserver");
  }

  @Test
  void theTrainingServesAnEdgeOfItsOwnAndEnds() {
    assertThat(program.execute("train", "--seconds", "0")).as(err.toString()).isZero();
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void aRunningKeyServerIsFoundToDoAllThatAnEdgeNeeds(KeyType type) throws Exception {
    Credential other = hosts.issue(TestCa.Leaf.server("other.example.com").of(type));
    write("keys/other.key", other.keyPem());
    assertThat(check(start(), other.chainFile(folder).toString())).as(out.toString()).isZero();
    assertThat(out.toString()).contains("CN=other.example.com", "operations work");
  }

  @Test
  void aKeyThatTheEdgeMayNotUseIsNotFoundThere() throws Exception {
    configure("allow: [{edge: CN=edge-2}]");
    assertThat(check(start(), host.chainFile(folder).toString())).isEqualTo(1);
    assertThat(out.toString()).contains("key not found", "may not use it so", "its `allow`");
  }

  @Test
  void anEdgeThatMaySignOnlyIsFoundToSign() throws Exception {
    configure("allow: [{edge: CN=edge-1, operations: [sign]}]");
    Credential rsa = hosts.issue(TestCa.Leaf.server("rsa.example.com").of(KeyType.RSA_2048));
    write("keys/rsa.key", rsa.keyPem());
    KeyServer server = start();
    String file = rsa.chainFile(folder).toString();
    assertThat(check(server, file)).isEqualTo(1);
    assertThat(out.toString()).contains("1 of 7 operations do not work", "--operations sign");
    assertThat(check(server, "--operations", "sign", file)).isZero();
  }

  @Test
  void anEdgeOfAnotherCaIsNotLetInAndIsToldWhy() throws Exception {
    Credential stranger = hosts.issue(TestCa.Leaf.client("edge-1"));
    write("edge.pem", stranger.chainPem());
    write("edge.key", stranger.keyPem());
    assertThat(check(start())).isEqualTo(3);
    assertThat(out.toString()).contains("`trust` must have the CA CN=Host CA");
  }

  @Test
  void anEdgeThatIsRevokedIsToldSo() throws Exception {
    String serial = edge.leaf().getSerialNumber().toString(16);
    configure("revoked: {serials: [\"%s\"]}".formatted(serial));
    assertThat(check(start())).isEqualTo(3);
    assertThat(out.toString())
        .contains("it considers the certificate of this edge, CN=edge-1, revoked");
  }

  private int check(KeyServer server, String... more) {
    List<String> arguments = new ArrayList<>(List.of("check", "--server-name", "localhost"));
    arguments.addAll(List.of("--address", "127.0.0.1:" + server.address().getPort()));
    arguments.addAll(List.of("--chain", folder.resolve("edge.pem").toString()));
    arguments.addAll(List.of("--key", folder.resolve("edge.key").toString()));
    arguments.addAll(List.of("--trust", folder.resolve("keyserver-ca.pem").toString()));
    arguments.addAll(List.of("--timeout-millis", "60000"));
    arguments.addAll(List.of(more));
    return program.execute(arguments.toArray(String[]::new));
  }
}
