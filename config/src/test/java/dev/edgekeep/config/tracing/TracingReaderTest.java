package dev.edgekeep.config.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.document.DocumentException;
import dev.edgekeep.config.document.DocumentText;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.value.DocumentPath;
import dev.edgekeep.config.value.Problem;
import dev.edgekeep.config.value.Problems;
import dev.edgekeep.config.value.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms of {@code tracing}, and what is wrong with others. */
class TracingReaderTest {
  private final Problems problems = new Problems("edge.yaml");

  @TempDir private Path folder;

  @Test
  void onlyTheCollectorIsRequired() {
    TracingSettings settings =
        Objects.requireNonNull(read("{otlp: {endpoint: \"http://127.0.0.1:4318\"}}"));
    assertThat(settings.tracesUrl()).isEqualTo("http://127.0.0.1:4318/v1/traces");
    assertThat(settings.sampleRatio()).isEqualTo(0.01);
    assertThat(settings.trustClient()).isFalse();
    assertThat(settings.headers()).isEmpty();
  }

  @Test
  void aHeadersValueMayBeInAFileAndIsNotPrinted() throws IOException {
    Files.writeString(folder.resolve("token"), "Bearer s3cret\n");
    TracingSettings settings =
        Objects.requireNonNull(
            read(
                "{otlp: {endpoint: \"https://otlp.example/x/\", headers: {Authorization: {file:"
                    + " token}, X-Scope: a b}}, sampleRatio: 0.25, trustClient: true}"));
    assertThat(problems.errors()).isEmpty();
    assertThat(settings.headers())
        .isEqualTo(Map.of("authorization", "Bearer s3cret", "x-scope", "a b"));
    assertThat(settings.tracesUrl()).isEqualTo("https://otlp.example/x/v1/traces");
    assertThat(settings.sampleRatio()).isEqualTo(0.25);
    assertThat(settings.toString()).doesNotContain("s3cret");
  }

  @Test
  void everythingWrongIsReportedAtOnceWithItsPath() {
    assertThat(
            problemsOf(
                "{otlp: {endpoint: \"127.0.0.1:4318\", headers: {\"a b\": x, Y: \"a\\nb\"}}, "
                    + "sampleRatio: 1.5, trustClient: maybe, ratio: 1}"))
        .hasSize(6)
        .anyMatch(each -> each.contains("tracing.otlp.endpoint") && each.contains("base URL"))
        .anyMatch(each -> each.contains("not that of an HTTP header"))
        .anyMatch(each -> each.contains("tracing.otlp.headers.Y") && !each.contains("a\nb"))
        .anyMatch(each -> each.contains("tracing.sampleRatio") && each.contains("from 0 to 1"))
        .anyMatch(each -> each.contains("tracing.trustClient"))
        .anyMatch(each -> each.contains("tracing.ratio") && each.contains("unknown key"));
  }

  @Test
  void theCollectorsPathIsAddedAndMustNotBeGiven() {
    for (String url :
        List.of(
            "http://x:4318/v1/traces", "ftp://x", "http://user:pw@x", "http://x?a=b", "http:///")) {
      assertThat(problemsOf("{otlp: {endpoint: \"%s\"}}".formatted(url))).as(url).isNotEmpty();
    }
  }

  @Test
  void aProcessWithoutClientsRequestsCannotTrustThem() {
    Value value = value("{otlp: {endpoint: \"http://127.0.0.1:4318\"}, trustClient: true}");
    new TracingReader(new Materials(folder)).read(value, false);
    assertThat(problems.errors().toString()).contains("tracing.trustClient");
  }

  private List<String> problemsOf(String yaml) {
    int before = problems.errors().size();
    read(yaml);
    return problems.errors().stream().skip(before).map(Problem::toString).toList();
  }

  private @Nullable TracingSettings read(String yaml) {
    return new TracingReader(new Materials(folder)).read(value(yaml), true);
  }

  private Value value(String yaml) {
    try {
      byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
      return new Value(
          DocumentText.of("edge.yaml", bytes).parse(), DocumentPath.ROOT.key("tracing"), problems);
    } catch (DocumentException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
