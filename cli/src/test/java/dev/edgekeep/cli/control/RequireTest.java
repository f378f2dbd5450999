package dev.edgekeep.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.Processes;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client without a certificate never gets a response from the origin of a host with {@code
 * require} (invariant 9), while calls in a random order create, change and delete the hosts.
 */
class RequireTest {
  private static final String OPEN = "open.example.com";
  private static final String WILDCARD = "*.w.example.com";
  private static final int STEPS = 30;

  private static final List<String> HOSTS =
      List.of(
          "a.example.com",
          "b.example.com",
          "c.example.com",
          "d.example.com",
          "e.w.example.com",
          "f.w.example.com",
          WILDCARD);

  @TempDir private Path folder;
  private final TestCa partners = TestCa.root("Partners", KeyType.P_256);
  private final Credential server =
      TestCa.root("Server root", KeyType.P_256)
          .issue(Leaf.server("*.example.com", "*.w.example.com"));
  private TestControlPlane control;
  private volatile InetSocketAddress edge;
  private String certificate;
  private Random random = new Random();

  @BeforeEach
  void start() throws Exception {
    control = TestControlPlane.start(folder);
    edge = control.edge();
    Files.writeString(folder.resolve("server.pem"), server.chainPem());
    Files.writeString(folder.resolve("server.key"), server.keyPem());
    Files.writeString(folder.resolve("partners.pem"), partners.pem());
    assertDone(run("site", "create", "example.com"));
    assertDone(run("origin", "set", "app", "--to", control.originUrl()));
    CommandRun uploaded =
        run("cert", "upload", "--chain", file("server.pem"), "--key", file("server.key"));
    assertDone(uploaded);
    certificate = uploaded.out().strip();
    assertDone(run("host", "set", OPEN, "--certificate", certificate, "--origin", "app"));
  }

  @AfterEach
  void stop() {
    control.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void noOrderOfCallsLetsAClientWithoutACertificateThrough(long seed) throws Exception {
    random = new Random(seed);
    List<String> names = new ArrayList<>(HOSTS);
    names.set(names.indexOf(WILDCARD), "any.w.example.com");
    List<String> calls = new ArrayList<>();
    try (Intruder intruder = new Intruder(() -> edge, names, OPEN)) {
      assertThat(intruder.get(OPEN, OPEN)).as("it can ask").contains(" 200");
      for (int i = 0; i < STEPS; i++) {
        calls.add(step());
        assertThat(intruder.served()).as("%s", calls).isEmpty();
      }
      int before = intruder.attempts();
      Eventually.await(
          "another round of the intruder", () -> intruder.attempts() > before + 2 * names.size());
      assertThat(intruder.served()).as("%s", calls).isEmpty();
    }
    requireAClientOfTheCaToGetThrough();
  }

  private void requireAClientOfTheCaToGetThrough() {
    set("a.example.com");
    assertDone(run("ca", "bind", "a.example.com"));
    String out = file("alice");
    assertDone(run("client-cert", "issue", "--out", out));
    List<String> curl =
        List.of(
            "curl",
            "-sS",
            "-k",
            "--max-time",
            "60",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            "--connect-to",
            "::127.0.0.1:" + edge.getPort(),
            "--cert",
            out + "/client.pem",
            "--key",
            out + "/client.key",
            "https://a.example.com/");
    assertThat(Processes.run("", curl).output()).isEqualTo("200");
  }

  /** Makes one call, or several that belong together, and describes it. */
  private String step() throws Exception {
    String host = HOSTS.get(random.nextInt(HOSTS.size()));
    return switch (random.nextInt(12)) {
      case 0, 1 -> set(host);
      case 2 -> run("host", "set", otherCase(host), "--origin", "app").err() + "set " + host;
      case 3 -> run("ca", "bind", otherCase(host)).err() + "bind " + host;
      case 4 -> run("ca", "unbind", host).err() + "unbind " + host;
      case 5 -> run("ca", "bind", "--ca-name", "partners", host).err() + "bind partners " + host;
      case 6 ->
          run("ca", "unbind", "--ca-name", "partners", host).err() + "unbind partners " + host;
      case 7 ->
          run("ca", "upload", "partners", "--file", file("partners.pem")).err() + "upload partners";
      case 8 -> run("ca", "delete", "partners").err() + "delete partners";
      case 9 -> run("host", "delete", host).err() + "delete " + host;
      case 10 -> {
        restart();
        yield "restart";
      }
      default -> apply();
    };
  }

  private String set(String host) {
    CommandRun set =
        run(
            "host",
            "set",
            otherCase(host),
            "--certificate",
            certificate,
            "--origin",
            "app",
            "--client-auth",
            "require");
    assertDone(set);
    return "set require " + host;
  }

  private String apply() throws IOException {
    String file =
        """
        sites:
          example.com:
            hosts:
              %s: {certificate: %s, origin: app}
        %s
            clientCa: {hosts: [%s]}
        %s    rules: [%s]
        """
            .formatted(
                OPEN,
                certificate,
                some().stream()
                    .map(host ->
                        "      \"%s\": {certificate: %s, origin: %s, clientAuth: {mode: require}}"
                            .formatted(host, certificate, random.nextInt(12) == 0 ? "none" : "app"))
                    .collect(Collectors.joining("\n")),
                quoted(some()),
                random.nextBoolean()
                    ? "    clientCas: {partners: {certificates: {file: partners.pem}, hosts: [%s]}}\n"
                        .formatted(quoted(some()))
                    : "",
                random.nextBoolean() ? "{name: logged, when: ssl, action: log}" : "");
    Files.writeString(folder.resolve("site.yaml"), file);
    List<String> command = new ArrayList<>(List.of("apply", "-f", file("site.yaml"), "--yes"));
    if (random.nextBoolean()) {
      command.add("--prune");
    }
    CommandRun run = run(command.toArray(String[]::new));
    if (run.status() == 0) {
      CommandRun again = run(command.toArray(String[]::new));
      assertThat(again.out()).as("%s%s", file, run.out()).isEqualTo("nothing to change\n");
    }
    return "%s: %s%s".formatted(file, run.out(), run.err());
  }

  private List<String> some() {
    return HOSTS.stream().filter(host -> random.nextInt(3) > 0).toList();
  }

  private static String quoted(List<String> names) {
    return names.stream().map("\"%s\""::formatted).collect(Collectors.joining(", "));
  }

  private String otherCase(String host) {
    return random.nextBoolean() ? host.toUpperCase(Locale.ROOT) + "." : host;
  }

  private CommandRun run(String... arguments) {
    return control.run(arguments);
  }

  private static void assertDone(CommandRun run) {
    assertThat(run.status()).as(run.err()).isZero();
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private void restart() throws Exception {
    control.restart();
    edge = control.edge();
  }
}
