package dev.edgekeep.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** The rule language: parser, type checker, compiler and printer. */
class ExpressionFuzzTest {
  /** The printed form means the same, and is its own printed form. */
  @FuzzTest(maxDuration = "10m")
  void anExpressionIsReadAndPrintsAsItself(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    switch (RuleExpression.parse(text)) {
      case Reading.Read<RuleExpression> read -> {
        String printed = read.value().formatted();
        switch (RuleExpression.parse(printed)) {
          case Reading.Read<RuleExpression> again ->
              assertThat(again.value().formatted()).isEqualTo(printed);
          case Reading.Unreadable<RuleExpression> refused ->
              throw new AssertionError(printed + " is refused: " + refused);
        }
      }
      case Reading.Unreadable<RuleExpression> refused ->
          assertThat(refused.problems()).isNotEmpty();
    }
  }

  @FuzzTest(maxDuration = "10m")
  void aValueExpressionIsReadOrRefused(byte[] bytes) {
    assertThat(ValueExpression.parse(new String(bytes, StandardCharsets.UTF_8))).isNotNull();
  }
}
