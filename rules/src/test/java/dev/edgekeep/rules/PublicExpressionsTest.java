package dev.edgekeep.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Expressions are accepted as the clouds' documentation prints them. */
class PublicExpressionsTest {
  static Stream<String> expressions() throws IOException {
    try (InputStream in =
        PublicExpressionsTest.class.getResourceAsStream("public-expressions.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("\n\n"))
          .map(PublicExpressionsTest::withoutSource)
          .filter(expression -> !expression.isBlank());
    }
  }

  private static String withoutSource(String paragraph) {
    return paragraph
        .lines()
        .filter(line -> !line.startsWith("# "))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void thereAreMoreThanFifty() throws IOException {
    assertThat(expressions()).hasSizeGreaterThan(50);
  }

  @ParameterizedTest
  @MethodSource("expressions")
  void anExpressionFromPublicDocumentationIsRead(String expression) {
    assertThat(RuleExpression.parse(expression)).isInstanceOf(ParseResult.Parsed.class);
  }

  @ParameterizedTest
  @MethodSource("expressions")
  void itsPrintedFormIsStable(String expression) {
    String printed = Expressions.read(expression).formatted();
    assertThat(Expressions.read(printed).formatted()).isEqualTo(printed);
  }
}
