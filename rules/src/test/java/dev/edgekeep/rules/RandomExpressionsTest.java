package dev.edgekeep.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.syntax.Parser;
import dev.edgekeep.rules.syntax.SyntaxException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RandomExpressionsTest {
  @Property(tries = 2000)
  void theCompiledFormAgreesWithThePlainOne(
      @ForAll("conditions") String text, @ForAll("requests") RequestView view)
      throws SyntaxException {
    boolean plain = new NaiveInterpreter(view).isTrue(Parser.parse(text));
    RuleExpression expression = Expressions.read(text);
    assertThat(expression.matches(view)).as(text).isEqualTo(plain);
    assertThat(expression.explain(view).isMatched()).as(text).isEqualTo(plain);
  }

  @Property(tries = 2000)
  void anExpressionIsTrueOnlyForTheHostsItIsIndexedBy(
      @ForAll("conditions") String text, @ForAll("requests") RequestView view) {
    RuleExpression expression = Expressions.read(text);
    if (expression.matches(view)) {
      String host = view.text(dev.edgekeep.rules.type.Field.HOST);
      assertThat(expression.hosts().map(hosts -> hosts.contains(host)).orElse(true))
          .as(text)
          .isTrue();
    }
  }

  @Property(tries = 2000)
  void thePrintedFormParsesToTheSame(
      @ForAll("conditions") String text, @ForAll("requests") RequestView view) {
    RuleExpression expression = Expressions.read(text);
    RuleExpression again = Expressions.read(expression.formatted());
    assertThat(again.formatted()).isEqualTo(expression.formatted());
    assertThat(again.matches(view)).isEqualTo(expression.matches(view));
  }

  @Property(tries = 5000)
  void anyTextIsReadOrRefusedWithAPlace(@ForAll("texts") String text) {
    switch (RuleExpression.parse(text)) {
      case ParseResult.Parsed<RuleExpression>(RuleExpression read) ->
          assertThat(Expressions.read(read.formatted()).formatted()).isEqualTo(read.formatted());
      case ParseResult.Invalid<RuleExpression>(var problems) ->
          assertThat(problems)
              .isNotEmpty()
              .allSatisfy(problem -> {
                assertThat(problem.offset()).isBetween(0, text.length());
                assertThat(problem.line()).isPositive();
                assertThat(problem.column()).isPositive();
              });
    }
  }

  @Provide
  Arbitrary<String> conditions() {
    return RandomExpressions.conditions();
  }

  @Provide
  Arbitrary<RequestView> requests() {
    return RandomExpressions.requests();
  }

  /** Random text, and expressions with a part removed or inserted. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
                "http.host",
                "ip.src",
                "any(",
                "not ",
                "[*]",
                "[\"",
                "\"",
                "\\x4",
                "r#\"",
                "{",
                "}",
                " in ",
                " eq ",
                "1..",
                "::1/64",
                "$x",
                "&&",
                "(",
                ")",
                ",",
                "\n",
                "\u00e9",
                "\0")
            .list()
            .ofMaxSize(12)
            .map(list -> String.join("", list));
    Arbitrary<String> cut =
        Combinators.combine(conditions(), Arbitraries.integers().between(0, 200), pieces)
            .as((text, at, piece) ->
                text.substring(0, Math.min(at, text.length()))
                    + piece
                    + text.substring(Math.min(at + 3, text.length())));
    return Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(40), pieces, cut);
  }
}
