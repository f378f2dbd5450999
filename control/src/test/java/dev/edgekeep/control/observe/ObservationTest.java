package dev.edgekeep.control.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.tracing.TracingSettings;
import dev.edgekeep.control.config.ControlConfig;
import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.testing.OtlpCollector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Metrics and traces of a control plane. */
class ObservationTest extends ControlHarness {
  private @Nullable OtlpCollector collector;

  @BeforeEach
  void collect() throws IOException {
    collector = OtlpCollector.start();
  }

  @AfterEach
  void end() {
    collector().close();
  }

  private OtlpCollector collector() {
    return Objects.requireNonNull(collector);
  }

  @Override
  protected ControlConfig adapted(ControlConfig config) {
    return config.toBuilder()
        .admin(new AdminEndpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false))
        .tracing(new TracingSettings(URI.create(collector().url()), Map.of(), 1, false))
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void callsVersionsAndExpiryAreInTheMetrics(Databases database) {
    ApiClient api = start(database);
    assertThat(api.post("/sites", "{\"name\": \"example.com\"}").status()).isEqualTo(201);
    String issue = "/sites/example.com/client-certificates";
    assertThat(api.post(issue, "{\"keyType\": \"p256\"}").status()).isEqualTo(201);
    assertThat(api.get("/nowhere").status()).isEqualTo(404);
    List<String> page = metrics();
    assertThat(page)
        .anyMatch(line ->
            line.startsWith("edgekeep_control_requests_total{method=\"POST\",status=\"2xx\"} 2"))
        .anyMatch(line ->
            line.startsWith("edgekeep_control_requests_total{method=\"GET\",status=\"4xx\"} 1"))
        .anyMatch(line -> line.startsWith("edgekeep_control_request_seconds_count 3"))
        .anyMatch(line -> line.startsWith("edgekeep_control_snapshot_version "))
        .contains("edgekeep_nodes{state=\"connected\"} 1.0", "edgekeep_nodes{state=\"lost\"} 0.0")
        .anyMatch(
            line -> line.startsWith("edgekeep_expiry_first_timestamp_seconds{kind=\"client-ca\"}"))
        .anyMatch(line ->
            line.startsWith("edgekeep_expiry_first_timestamp_seconds{kind=\"client-certificate\"}"))
        .anyMatch(line -> line.startsWith("process_start_time_seconds"));
  }

  @Test
  void eachCallIsASpanWithoutItsToken() {
    ApiClient api = start(Databases.SQLITE);
    api.get("/sites");
    Eventually.await("a span", () -> !collector().spans().isEmpty());
    OtlpCollector.Received span = collector().spans().getFirst();
    assertThat(span.service()).isEqualTo("edgekeep-control");
    assertThat(span.name()).isEqualTo("GET");
    assertThat(span.attributes())
        .containsEntry("url.path", "/api/v1/sites")
        .containsEntry("http.response.status_code", "200");
    assertThat(span.span().toString()).doesNotContain("ek_");
  }

  @Test
  void aSpanHasNoSecretOfALink() throws IOException {
    ApiClient api = start(Databases.SQLITE);
    String link = api.post("/console-links", "{\"role\": \"viewer\"}").text("/link");
    URI.create(link).toURL().openStream().close();
    Eventually.await("both spans", () -> collector().spans().size() > 1);
    assertThat(collector().spans())
        .anyMatch(span -> "/link/…".equals(span.attributes().get("url.path")))
        .noneMatch(
            span -> span.span().toString().contains(link.substring(link.lastIndexOf('/') + 1)));
  }

  private List<String> metrics() {
    int port = Objects.requireNonNull(control().adminAddress()).getPort();
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    try (var page = uri.toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
