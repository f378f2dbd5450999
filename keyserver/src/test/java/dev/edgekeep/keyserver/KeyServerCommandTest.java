package dev.edgekeep.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.keyless.Status;
import dev.edgekeep.keyserver.testing.EdgeClient;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.TestCa;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code keyserver} as a user runs it. */
@Timeout(300)
class KeyServerCommandTest extends KeyServerHarness {
  private static final Pattern LISTENING =
      Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+), admin http://127\\.0\\.0\\.1:\\d+");
  private static final byte[] DIGEST = sha256("a digest");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aCheckSaysThatItCouldRun() {
    assertThat(execute("--check", "--config", config())).isZero();
    assertThat(out.toString()).isEqualTo(config() + " can be served, keys: 1\n");
  }

  @Test
  void aCheckSaysAllThatIsWrong() throws Exception {
    configure("nonsense: 1\nthreads: 0");
    assertThat(execute("--check", "--config", config())).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("edgekeep: %s cannot be served: 2 problems\n".formatted(config()))
        .contains(
            "\n  keyserver.yaml:9: threads: 0 is out of bounds",
            "\n  keyserver.yaml:8: nonsense: unknown key");
  }

  @Test
  void aCheckLooksAtTheKeys() throws Exception {
    write("keys/broken.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThat(execute("--check", "--config", config())).isEqualTo(2);
    assertThat(err.toString()).contains("one problem", "broken.key");
  }

  @Test
  void withoutAConfigurationItIsWrongUsage() {
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString()).contains("--config FILE is missing");
  }

  @Test
  void anAddressThatIsTakenIsAFailureOfSomethingOutside() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String text = Files.readString(Path.of(config()));
      write(
          "keyserver.yaml",
          text.replace("listen: {address: \"127.0.0.1:0\"}", "listen: {address: \"127.0.0.1:%d\"}")
              .formatted(taken.getLocalPort()));
      assertThat(execute("--config", config())).isEqualTo(3);
      assertThat(err.toString()).contains("cannot listen on 127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void itRunsUntilItIsToldToEndAndReloadsWhenItIsTold() throws Exception {
    Process process = run();
    try {
      BufferedReader output = process.inputReader();
      InetSocketAddress address = listening(output.readLine());
      assertThat(output.readLine()).isEqualTo("ready");
      EdgeClient.Dialer dialer =
          new EdgeClient.Dialer(address, serverCa.certificate(), edge, "TLSv1.3");
      try (EdgeClient client = dialer.connect()) {
        assertThat(client.ask(signature(1, host, DIGEST)).code()).isEqualTo(Status.SUCCESS.code());
        Credential other = hosts.issue(TestCa.Leaf.server("other.example.com"));
        write("keys/other.key", other.keyPem());
        signal(process, "HUP");
        Eventually.await(
            "a reload", () -> lines("event").stream().anyMatch(line -> line.contains("held: 2")));
        assertThat(client.ask(signature(2, other, DIGEST)).code()).isEqualTo(Status.SUCCESS.code());
        signal(process, "TERM");
        assertThat(client.isAtEnd()).isTrue();
      }
      assertThat(process.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(lines("event").getLast()).contains("all connections ended");
    } finally {
      process.destroyForcibly();
    }
  }

  private String config() {
    return folder.resolve("keyserver.yaml").toString();
  }

  private int execute(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private Process run() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ProcessBuilder(
            List.of(
                java.toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--config",
                config()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static InetSocketAddress listening(String line) {
    Matcher listening = LISTENING.matcher(line);
    assertThat(listening.matches()).as(line).isTrue();
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(), Integer.parseInt(listening.group(1)));
  }

  private static void signal(Process process, String name) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }
}
