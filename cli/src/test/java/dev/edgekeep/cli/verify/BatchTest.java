package dev.edgekeep.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static List<Map<String, @Nullable Object>> answers(String... lines) throws IOException {
    return answers(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  private static List<Map<String, @Nullable Object>> answers(byte[] input) throws IOException {
    StringWriter out = new StringWriter();
    new Batch(Duration.ofMinutes(2)).run(new ByteArrayInputStream(input), new PrintWriter(out));
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

  @Test
  void aByteThatIsNotUtf8SpoilsItsOwnLineOnly() throws IOException {
    byte[] input =
        "{\"id\":\"a\"}\n{\"id\":\"?\"}\n{\"id\":\"c\"}\n".getBytes(StandardCharsets.UTF_8);
    input[input.length / 2] = (byte) 0xff;
    List<Map<String, @Nullable Object>> answers = answers(input);
    assertThat(answers)
        .hasSize(3)
        .allSatisfy(each -> assertThat(each).containsEntry("result", "reject"));
    assertThat(String.valueOf(answers.get(1).get("detail"))).contains("not UTF-8");
    assertThat(answers.getLast()).containsEntry("id", "c");
  }

  @Test
  void aFieldOfAWrongTypeIsNeverIgnored() throws IOException {
    List<String> fields =
        List.of(
            "\"id\":7",
            "\"time\":1780000000",
            "\"purpose\":[\"clientAuth\"]",
            "\"crls\":\"PEM\"",
            "\"crls\":[null]",
            "\"anchors\":{}",
            "\"intermediates\":\"PEM\"",
            "\"name\":\"www.example.com\"",
            "\"name\":{\"kind\":\"DNS\",\"value\":7}",
            "\"name\":{\"kind\":\"DNS\"}",
            "\"names\":[\"www.example.com\"]",
            "\"max_depth\":\"1\"",
            "\"max_depth\":-1",
            "\"max_depth\":1.5",
            "\"policy\":[]",
            "\"policy\":{\"explicit\":\"true\"}",
            "\"policy\":{\"initial\":[1]}",
            "\"crls\":[\"PEM\"],\"crls\":[]");
    for (String field : fields) {
      Map<String, @Nullable Object> answer = answers("{\"leaf\":\"x\"," + field + "}").getFirst();
      assertThat(answer).as(field).containsEntry("verdict", "malformed");
      assertThat(String.valueOf(answer.get("detail"))).as(field).contains("the line is not a case");
    }
  }
}
