package dev.edgekeep.snapshot.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** An edge's configuration: YAML and JSON, every part of it. */
class SnapshotFuzzTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @FuzzTest(maxDuration = "10m")
  void yamlIsReadOrRefusedWithItsProblems(byte[] bytes) {
    check("edge.yaml", bytes);
  }

  @FuzzTest(maxDuration = "10m")
  void jsonIsReadOrRefusedWithItsProblems(byte[] bytes) {
    check("edge.json", bytes);
  }

  private static void check(String source, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    switch (SnapshotReader.readText(source, text, NOW)) {
      case ReadResult.Read read -> assertThat(read.snapshot()).isNotNull();
      case ReadResult.Refused refused -> assertThat(refused.problems()).isNotEmpty();
    }
  }
}
