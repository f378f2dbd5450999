package dev.edgekeep.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** The rule language: parser, type checker, compiler and printer. */
class ExpressionFuzzTest {
  /** The printed form has the same meaning, and is stable. */
  @FuzzTest(maxDuration = "10m")
  void anExpressionIsReadAndPrintsAsItself(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    switch (RuleExpression.parse(text)) {
      case ParseResult.Parsed<RuleExpression> read -> {
        String printed = read.value().formatted();
        switch (RuleExpression.parse(printed)) {
          case ParseResult.Parsed<RuleExpression> again ->
              assertThat(again.value().formatted()).isEqualTo(printed);
          case ParseResult.Invalid<RuleExpression> refused ->
              throw new AssertionError(printed + " is refused: " + refused);
        }
      }
      case ParseResult.Invalid<RuleExpression> refused ->
          assertThat(refused.problems()).isNotEmpty();
    }
  }

  @FuzzTest(maxDuration = "10m")
  void aValueExpressionIsReadOrRefused(byte[] bytes) {
    assertThat(ValueExpression.parse(new String(bytes, StandardCharsets.UTF_8))).isNotNull();
  }
}
