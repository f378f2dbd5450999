package dev.edgekeep.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The syntax of nginx: any bytes are read, or refused with a line. */
class NginxFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void aConfigurationIsReadOrRefusedWithALine(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    long lines = text.chars().filter(c -> c == '\n').count() + 1;
    try {
      check(NginxParser.parse("f", text), lines);
    } catch (NginxParser.SyntaxException e) {
      assertThat(e.getMessage()).startsWith("f:");
    }
  }

  private static void check(List<Directive> directives, long lines) {
    for (Directive each : directives) {
      assertThat(each.line()).isBetween(1, (int) lines);
      assertThat(each.arguments()).doesNotContainNull();
      check(each.children(), lines);
    }
  }
}
