package dev.edgekeep.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every line of a batch has a result. */
class BatchTest {
  private static final List<String> WARNINGS = new ArrayList<>();

  private static List<JsonNode> answers(String... lines) throws IOException {
    return answers(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  private static List<JsonNode> answers(byte[] input) throws IOException {
    StringWriter out = new StringWriter();
    new Batch(Duration.ofMinutes(2), WARNINGS::add)
        .run(new ByteArrayInputStream(input), new PrintWriter(out));
    return out.toString().lines().map(JsonMapper.shared()::readTree).toList();
  }

  @Test
  void everyLineHasAResultWithItsId() throws IOException {
    List<JsonNode> answers =
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
          assertThat(answer.path("result").asString()).isEqualTo("reject");
          assertThat(answer.path("verdict").asString()).isEqualTo("malformed");
          assertThat(answer.path("detail").asString()).isNotBlank();
          assertThat(answer.path("micros").isIntegralNumber()).isTrue();
        });
    assertThat(answers.get(2).path("id").asString()).isEqualTo("empty");
    assertThat(answers.get(4).path("id").asString()).isEqualTo("wrong type");
  }

  @Test
  void aByteThatIsNotUtf8SpoilsItsOwnLineOnly() throws IOException {
    byte[] input =
        "{\"id\":\"a\"}\n{\"id\":\"?\"}\n{\"id\":\"c\"}\n".getBytes(StandardCharsets.UTF_8);
    input[input.length / 2] = (byte) 0xff;
    List<JsonNode> answers = answers(input);
    assertThat(answers)
        .hasSize(3)
        .allSatisfy(each -> assertThat(each.path("result").asString()).isEqualTo("reject"));
    assertThat(answers.get(1).path("detail").asString()).contains("not UTF-8");
    assertThat(answers.getLast().path("id").asString()).isEqualTo("c");
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
      JsonNode answer = answers("{\"leaf\":\"x\"," + field + "}").getFirst();
      assertThat(answer.path("verdict").asString()).as(field).isEqualTo("malformed");
      assertThat(answer.path("detail").asString()).as(field).contains("the line is not a case");
    }
  }

  @BeforeEach
  void forgetWarnings() {
    WARNINGS.clear();
  }

  @Test
  void anUnknownMemberIsReportedOnce() throws IOException {
    String line = "{\"leaf\":\"x\",\"crl\":[],\"features\":[],\"expected\":\"accept\"}";
    assertThat(answers(line, line, "{\"leaf\":\"x\",\"description\":\"\"}")).hasSize(3);
    assertThat(WARNINGS)
        .containsExactly(
            "unknown member \"crl\" is ignored; did you mean \"crls\"?",
            "unknown member \"description\" is ignored");
  }
}
