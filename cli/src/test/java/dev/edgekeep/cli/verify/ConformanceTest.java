package dev.edgekeep.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The public suites of path validation cases, where their folder is at hand ({@code
 * EDGEKEEP_CONFORMANCE}, or {@code ../shared/conformance/x509} beside the repository); a sample of
 * our own in the same format always.
 */
class ConformanceTest {
  /** Cases that are refused although the suite accepts them; docs/conformance.md says why. */
  private static final Set<String> STRICTER = Set.of("rfc5280::ca-as-leaf");

  /** Cases that are accepted although the suite refuses them; docs/conformance.md says why. */
  private static final Set<String> MORE_LENIENT =
      Set.of("webpki::san::public-suffix-private-namespace-wildcard-san");

  private static final long WORST_MICROS = 30_000_000;

  static List<Path> suites() throws IOException {
    Path folder = folder();
    if (folder == null) {
      System.out.println("conformance: the public suites are not here; only our own sample is run");
      return List.of(Path.of("src/test/resources/conformance-sample.jsonl"));
    }
    return List.of(
        Path.of("src/test/resources/conformance-sample.jsonl"),
        folder.resolve("pkits.jsonl"),
        folder.resolve("limbo.jsonl"),
        folder.resolve("found.jsonl"));
  }

  private static @Nullable Path folder() {
    String named =
        System.getProperty("edgekeep.conformance", System.getenv("EDGEKEEP_CONFORMANCE"));
    if (named != null) {
      return Path.of(named);
    }
    // The module's folder is the working directory; the repository is above it.
    Path beside = Path.of("..", "..", "shared", "conformance", "x509");
    return Files.isDirectory(beside) ? beside : null;
  }

  @ParameterizedTest
  @MethodSource("suites")
  void everyCaseEndsAsTheSuiteExpectsExceptThoseListed(Path suite) throws IOException {
    Map<String, String> expected = new LinkedHashMap<>();
    for (String line : Files.readAllLines(suite)) {
      JsonNode json = JsonMapper.shared().readTree(line);
      expected.put(BatchCase.id(json), json.path("expected").asString());
    }
    Set<String> refused = new TreeSet<>();
    Set<String> accepted = new TreeSet<>();
    long worst = 0;
    for (String line : run(suite)) {
      JsonNode answer = JsonMapper.shared().readTree(line);
      String id = BatchCase.id(answer);
      String result = answer.path("result").asString();
      if (!Objects.equals(expected.remove(id), result)) {
        (result.equals("accept") ? accepted : refused).add(id);
      }
      worst = Math.max(worst, answer.path("micros").asLong());
    }
    assertThat(expected).as("cases without an answer").isEmpty();
    assertThat(accepted).as("accepted against the suite").isSubsetOf(MORE_LENIENT);
    assertThat(refused).as("refused against the suite").isSubsetOf(STRICTER);
    assertThat(worst).as("microseconds of the slowest case").isLessThan(WORST_MICROS);
  }

  private static void failOnWarning(String warning) {
    throw new AssertionError(warning);
  }

  private static List<String> run(Path suite) throws IOException {
    StringWriter out = new StringWriter();
    try (InputStream in = Files.newInputStream(suite)) {
      new Batch(Duration.ofMinutes(2), ConformanceTest::failOnWarning)
          .run(in, new PrintWriter(out));
    }
    return new BufferedReader(new StringReader(out.toString())).lines().toList();
  }
}
