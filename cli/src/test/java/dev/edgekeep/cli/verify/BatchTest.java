package dev.edgekeep.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static List<Map<String, @Nullable Object>> answers(String... lines) throws IOException {
    StringWriter out = new StringWriter();
    new Batch(Duration.ofMinutes(2))
        .run(new BufferedReader(new StringReader(String.join("\n", lines))), new PrintWriter(out));
    return out.toString().lines().map(JsonValues::object).toList();
  }

  @Test
  void whatever_a_line_holds_it_has_an_answer_under_its_name() throws IOException {
    List<Map<String, @Nullable Object>> answers =
        answers(
            "not json",
            "[]",
            "{\"id\":\"empty\"}",
            "",
            "{\"id\":\"no pem\",\"leaf\":\"x\",\"anchors\":[]}",
            "{\"id\":\"wrong type\",\"leaf\":\"x\",\"anchors\":[1]}",
            "{\"id\":\"purpose\",\"leaf\":\"x\",\"purpose\":\"email\"}",
            "{\"id\":\"time\",\"leaf\":\"x\",\"time\":\"yesterday\"}",
            "{\"id\":\"deep\",\"leaf\":" + "[".repeat(5_000) + "}",
            "{\"id\":\"two\"} {}");
    assertThat(answers).hasSize(9);
    assertThat(answers)
        .allSatisfy(answer -> {
          assertThat(answer)
              .containsEntry("result", "reject")
              .containsEntry("verdict", "malformed");
          assertThat(String.valueOf(answer.get("detail"))).isNotBlank();
          assertThat(answer.get("micros")).isInstanceOf(Long.class);
        });
    assertThat(answers.get(2)).containsEntry("id", "empty");
    assertThat(answers.get(4)).containsEntry("id", "wrong type");
  }
}
