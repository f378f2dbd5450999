package dev.edgekeep.rules;

import static dev.edgekeep.rules.Expressions.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Error messages have the position, what was expected, and a suggestion. */
class ProblemTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "http.hots eq \"x\" | line 1, column 1: no field \"http.hots\"; did you mean"
            + " \"http.host\"?",
        "ssl and htp.host eq \"x\" | column 9: no field \"htp.host\"; did you mean \"http.host\"?",
        "lwer(http.host) eq \"x\" | no function \"lwer\"; did you mean \"lower\"?",
        "cert_verified | did you mean \"tls_client_auth.cert_verified\"?",
        "http.host eq www.example.com | column 14: expected a string; put a string in quotes:"
            + " \"www.example.com\"",
        "http.host = \"x\" | column 11: unexpected \"=\"; equality is == or eq",
        "http.host eq 'x' | column 14: unexpected \"'\"; write strings in \"straight quotes\"",
        "http.host eq \"x | column 14: a string that begins here has no closing quote",
        "(http.host eq \"x\" | expected \")\" to close what opens in line 1, column 1, found the"
            + " end of the expression",
        "http.host eq \"x\" AND ssl | column 18: expected \"and\", \"or\", \"xor\" or the end of"
            + " the expression; operators are written in lower case",
        "http.request.uri.path starts_with \"/a\" | it is a function:"
            + " starts_with(http.request.uri.path, \"…\")",
        "http.host | expected a condition, found a String; compare it",
        "http.host gt | column 13: expected a value, found the end of the expression",
        "ip.src gt 1.2.3.4 | column 8: the operator \"gt\" does not accept an IP address; valid"
            + " operators are eq, ne and in {…}",
        "ip.src in {300.1.1.1} | column 12: expected an IP address, a prefix (192.0.2.0/24) or a"
            + " range (a..b), found \"300.1.1.1\"",
        "ip.src eq 10.0.0.0/8 | expected one address; write \"in {…}\" for a prefix or a range",
        "cf.edge.server_port eq \"443\" | expected an integer",
        "http.host in {\"a\", \"b\"} | column 18: the values of a set are separated by spaces, not"
            + " by \",\"",
        "http.host in {} | expected a value: a set has at least one",
        "ip.src in $office | column 11: no list named $office",
        "http.request.headers[\"a\"] eq \"b\" | an operator does not accept an Array<String>; use"
            + " one of its elements with [0]",
        "http.request.headers[0][0] eq \"b\" | an element of a Map is selected by name",
        "http.request.headers.names[*] eq \"b\" | [*] means each element: put any(…) or all(…)"
            + " around it",
        "http.host matches \"(a\" | column 19: not a regular expression (RE2)",
        "http.host wildcard \"**\" | column 20: two stars in a row",
        "http.host contains \"a\\.b\" | column 22: no escape \\. in a string",
        "lower() eq \"a\" | lower takes 1 argument, found 0",
        "lower(ssl) eq \"a\" | column 7: lower takes a String here, found Boolean",
        "any(ssl) | any takes a condition on each element",
        "# note | unexpected \"#\"; an expression has no comments",
        "and ssl | expected a field, a function or \"not\", found \"and\"",
        "`` | expected a field, a function or \"not\", found the end of the expression",
      })
  void isReportedWithItsPosition(String text, String message) {
    assertThat(problem(text)).contains(message);
  }

  @Test
  void linesAreCounted() {
    assertThat(problem("ssl\n  and nothing")).startsWith("line 2, column 7: no field \"nothing\"");
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    assertThat(Expressions.problems("htp.host eq \"a\" or ip.srcc eq 1.2.3.4 or lwer(ssl)"))
        .hasSize(3);
  }

  @Test
  void aDeeplyNestedExpressionIsRefused() {
    assertThat(problem("(".repeat(10_000) + "ssl")).contains("nested more than 64 deep");
    assertThat(problem("not ".repeat(10_000) + "ssl")).contains("nested more than 64 deep");
    assertThat(problem("len(".repeat(10_000))).contains("nested more than 64 deep");
    assertThat(problem("http.request.headers" + "[0]".repeat(10_000)))
        .contains("nested more than 64 deep");
  }

  @Test
  void aLongExpressionIsRefused() {
    assertThat(problem(" ".repeat(70_000))).contains("at most 65536 characters");
  }

  @Test
  void aRegularExpressionThatGrowsIsRefusedAtOnce() {
    org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () ->
            assertThat(problem("http.host matches \"(((((a{100}){100}){100}){100}){100})\""))
                .contains("repeats too much"));
  }

  @Test
  void likelyMistakesCauseWarnings() {
    assertThat(Expressions.read("cf.threat_score gt 10").checks().warnings())
        .singleElement()
        .asString()
        .contains("cf.threat_score is never present at this edge");
    assertThat(Expressions.read("http.referer ne \"x\"").checks().warnings()).hasSize(1);
    assertThat(
            Expressions.read("any(tls_client_auth.cert_san_dns[*] eq \"a\")").checks().warnings())
        .singleElement()
        .asString()
        .contains("also require tls_client_auth.cert_verified");
    assertThat(Expressions.read("http.host eq \"a\"").checks().warnings()).isEmpty();
  }

  @Test
  void anExpressionWithoutAHostIsRecognized() {
    assertThat(Expressions.read("ssl").checks().mentionsHost()).isFalse();
    assertThat(Expressions.read("http.host eq \"a\" and ssl").checks().mentionsHost()).isTrue();
  }
}
