package dev.edgekeep.cli.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.control.ControlCommand;
import dev.edgekeep.cli.control.ControlProcess;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Grafana dashboard and the alert rules of the documentation, against running programs. */
class DashboardTest {
  private static final Path OPERATIONS =
      Path.of("").toAbsolutePath().getParent().resolve("docs").resolve("operations");
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:edgekeep|process|jvm)_[a-z0-9_]+(?=\\{|\\[|\\)| |$)");

  /**
   * Counted only after a failure of a second address, a server that is gone, with a token, and on
   * nodes of a fleet: they are in the reference, which other tests compare with the code.
   */
  private static final Set<String> RARE =
      Set.of(
          "edgekeep_key_operation_failovers_total",
          "edgekeep_origin_failures_total",
          "edgekeep_keyserver_token_up",
          "edgekeep_feed_connected",
          "edgekeep_snapshot_stale",
          "edgekeep_snapshot_version");

  @TempDir private Path folder;

  @Test
  void everyMetricExistsOnRunningPrograms() throws Exception {
    Set<String> named = new TreeSet<>();
    for (String file : List.of("grafana-dashboard.json", "prometheus-alerts.yaml")) {
      for (String expression : expressions(file)) {
        Matcher metrics = METRIC.matcher(expression);
        while (metrics.find()) {
          named.add(metrics.group().replaceAll("_bucket$", "_count"));
        }
      }
    }
    assertThat(named).as("the files name metrics").hasSizeGreaterThan(30);
    Set<String> existing = existing();
    String reference =
        Files.readString(OPERATIONS.resolveSibling("guide").resolve("metrics.md"))
            + Files.readString(OPERATIONS.resolveSibling("reference").resolve("keyserver.md"));
    for (String rare : RARE) {
      assertThat(reference).contains("`" + rare + "`");
    }
    named.removeAll(RARE);
    assertThat(existing).containsAll(named);
  }

  @Test
  void theRulesAreValidAndAlertWhenTheyShould() throws Exception {
    promtool("check", "rules", "prometheus-alerts.yaml");
    promtool("test", "rules", "prometheus-alerts-test.yaml");
  }

  @Test
  void theDashboardHasOnePanelForEachPlace() throws IOException {
    JsonNode dashboard = JsonMapper.shared().readTree(OPERATIONS.resolve("grafana-dashboard.json"));
    Set<String> places = new TreeSet<>();
    for (JsonNode panel : dashboard.get("panels")) {
      assertThat(panel.get("title").asString()).isNotBlank();
      assertThat(places.add(panel.get("gridPos").get("x") + " " + panel.get("gridPos").get("y")))
          .as(panel.get("title").asString())
          .isTrue();
    }
  }

  private static List<String> expressions(String file) throws IOException {
    Pattern expression =
        file.endsWith(".json")
            ? Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"")
            : Pattern.compile("(?m)^ +expr: (.*)$");
    return expression
        .matcher(Files.readString(OPERATIONS.resolve(file)))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  /** The names of all samples of an edge, a key server and a control plane that have worked. */
  private Set<String> existing() throws Exception {
    StringBuilder pages = new StringBuilder();
    try (TracedFleet fleet = TracedFleet.start(folder, null, null)) {
      fleet.get("/busy-once");
      fleet.get("/", "Host: other.example.com");
      try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), fleet.port())) {
        OutputStream out = plain.getOutputStream();
        out.write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(plain.getInputStream().readAllBytes()).isNotEmpty();
      }
      Eventually.await("the refusal is counted", () -> has(fleet, "handshakes_refused_total{"));
      pages.append(fleet.metrics()).append(fleet.keyServerMetrics());
    }
    pages.append(controlMetrics());
    return pages
        .toString()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceAll("[{ ].*", ""))
        .collect(TreeSet::new, Set::add, Set::addAll);
  }

  private static boolean has(TracedFleet fleet, String part) {
    try {
      return fleet.metrics().contains(part);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String controlMetrics() throws Exception {
    Path control = Files.createDirectory(folder.resolve("control"));
    Files.writeString(control.resolve("master.key"), "0a".repeat(32) + "\n");
    Path config =
        Files.writeString(
            control.resolve("control.yaml"),
            """
            version: 1
            api: {address: "127.0.0.1:0"}
            admin: {address: "127.0.0.1:0"}
            store: {sqlite: edgekeep.db}
            masterKey: {file: master.key}
            adminToken: admin.token
            """);
    try (ControlProcess process = ControlProcess.start(ControlCommand.read(config))) {
      URI.create(process.plaintextUrl() + "/openapi.yaml").toURL().openStream().close();
      int port = Objects.requireNonNull(process.adminAddress()).getPort();
      URI page = URI.create("http://127.0.0.1:" + port + "/metrics");
      try (var in = page.toURL().openStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  private static void promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process promtool =
        new ProcessBuilder(command)
            .directory(OPERATIONS.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(promtool.exitValue()).as(output).isZero();
  }
}
