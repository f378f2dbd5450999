package dev.edgekeep.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.daemon.tracing.Traces;
import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyserver.audit.Outcome;
import dev.edgekeep.keyserver.audit.ServerEvent;
import dev.edgekeep.keyserver.config.ConfigReader;
import dev.edgekeep.keyserver.config.ConfigResult;
import dev.edgekeep.keyserver.config.Limits;
import dev.edgekeep.keyserver.metrics.KeyServerMetrics;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference in {@code docs} says what the key server does. */
class ReferenceTest {
  private static final Path REFERENCE = Path.of("..", "docs", "reference", "keyserver.md");
  private static final Path EXAMPLE = Path.of("src", "dist", "etc", "keyserver.yaml");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  @TempDir private Path folder;

  @Test
  void itsExampleIsReadWithoutAWarning() throws IOException {
    int start = text().indexOf("```yaml\n") + "```yaml\n".length();
    read(text().substring(start, text().indexOf("```", start)));
  }

  @Test
  void theExampleOfTheArchiveIsReadWithoutAWarningAlsoWithAllThatIsCommentedOut()
      throws IOException {
    String example = Files.readString(EXAMPLE);
    read(example);
    read(example.replaceAll("(?m)^( *)#(?=[a-z-]|  )", "$1").replace("1f0c3e…", "0".repeat(40)));
  }

  private void read(String config) throws IOException {
    TestCa ca = TestCa.root("CA", KeyType.P_256);
    Files.writeString(folder.resolve("edge-ca.pem"), ca.pem());
    Files.writeString(folder.resolve("edge-ca.crl"), ca.crlPem(Instant.now().plusSeconds(3_600)));
    Credential identity = ca.issue(TestCa.Leaf.server("ks"));
    Files.writeString(folder.resolve("keyserver.pem"), identity.chainPem());
    Files.writeString(folder.resolve("keyserver.key"), identity.keyPem());
    ConfigResult result =
        ConfigReader.read(Files.writeString(folder.resolve("keyserver.yaml"), config));
    assertThat(result).isInstanceOf(ConfigResult.Read.class);
    assertThat(((ConfigResult.Read) result).warnings()).isEmpty();
  }

  @Test
  void itsLimitsAreTheBoundsAndDefaults() throws IOException {
    Limits defaults = Limits.DEFAULT;
    assertThat(text())
        .contains(
            row("connections", defaults.connections(), Limits.CONNECTIONS),
            row("connectionsPerEdge", defaults.connectionsPerEdge(), Limits.CONNECTIONS),
            row(
                "inFlightPerConnection",
                defaults.inFlightPerConnection(),
                Limits.IN_FLIGHT_PER_CONNECTION),
            row("inFlight", defaults.inFlight(), Limits.IN_FLIGHT),
            row(
                "handshakeTimeoutMillis",
                defaults.handshakeTimeout().toMillis(),
                Limits.HANDSHAKE_TIMEOUT_MILLIS),
            row("idleTimeoutMillis", defaults.idleTimeout().toMillis(), Limits.IDLE_TIMEOUT_MILLIS),
            row(
                "drainTimeoutMillis",
                defaults.drainTimeout().toMillis(),
                Limits.DRAIN_TIMEOUT_MILLIS));
  }

  private static String row(String key, long byDefault, Bounds bounds) {
    return String.format(
        Locale.ROOT, "| `%s` | %d | %,d to %,d |", key, byDefault, bounds.min(), bounds.max());
  }

  @Test
  void itsOutcomesAreThoseOfTheAuditLog() throws IOException {
    String[] rows =
        Arrays.stream(Outcome.values())
            .map(outcome -> "| `%s` | %s |".formatted(outcome.label(), told(outcome)))
            .toArray(String[]::new);
    assertThat(text()).contains(rows);
    assertThat(codes("| outcome |")).hasSize(rows.length);
  }

  private static String told(Outcome outcome) {
    return switch (outcome) {
      case DONE -> "the result";
      case ABANDONED -> "nothing";
      default -> Integer.toString(outcome.error().code());
    };
  }

  @Test
  void itsKindsAreThoseOfTheEventLog() throws IOException {
    assertThat(codes("| kind |"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ServerEvent.Kind.values()).map(ServerEvent.Kind::label).toList());
  }

  @Test
  void itsMetricsAreThoseThatAreCounted() throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    KeyServerMetrics metrics = new KeyServerMetrics(registry);
    metrics.build("", "");
    metrics.logs(List.of());
    metrics.inFlight(Map.of("file", () -> 0));
    metrics.keys(Map::of);
    metrics.tokens(Map::of);
    metrics.answered("P-256", Opcode.ECDSA_SIGN_SHA256, Outcome.DONE);
    metrics.connectionRefused("absent");
    metrics.connectionEnded("idle");
    metrics.reloaded(true);
    metrics.expiries(InstantSource.system(), expiries -> {});
    new Traces("keyserver", "", registry, warning -> {}).close();
    List<String> counted =
        registry.scrape().stream().map(each -> each.getMetadata().getPrometheusName()).toList();
    List<String> documented =
        codes("| metric |").stream().map(name -> name.replaceAll("_total$|_info$", "")).toList();
    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            counted.stream().map(name -> name.replaceAll("_total$|_info$", "")).toList());
  }

  @Test
  void itsOpcodesAreThoseThatAreServed() throws IOException {
    for (Opcode opcode : Opcode.values()) {
      assertThat(text().lines().filter(line -> line.startsWith("| `0x")))
          .as(opcode.name())
          .anyMatch(line ->
              line.contains("`0x%02x`".formatted(opcode.code()))
                  && line.contains("`" + opcode.label() + "`"));
    }
  }

  @Test
  void itsErrorsAreThoseOfTheProtocol() throws IOException {
    for (KeylessError error : KeylessError.values()) {
      assertThat(text()).contains("\n| %d | %s |\n".formatted(error.code(), error.text()));
    }
  }

  /** The words that stand as code in the first cells of a table, by the beginning of its head. */
  private static List<String> codes(String head) throws IOException {
    return text()
        .lines()
        .dropWhile(line -> !line.startsWith(head))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|", -1)[1])
        .flatMap(cell -> CODE.matcher(cell).results().map(found -> found.group(1)))
        .toList();
  }

  private static String text() throws IOException {
    return Files.readString(REFERENCE);
  }
}
