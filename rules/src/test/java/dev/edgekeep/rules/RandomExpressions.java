package dev.edgekeep.rules;

import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.type.Field;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generates valid expressions, and requests for which some of them are true. */
final class RandomExpressions {
  private static final String[] WORDS = {
    "a", "b", "ab", "Ab", "", "/a", "/a/b", "x.y", "é", "\\\"q"
  };
  private static final String[] TEXTS = {
    "http.host",
    "http.request.uri.path",
    "http.request.uri.query",
    "http.user_agent",
    "http.referer",
    "http.request.headers[\"x\"][0]",
    "http.request.uri.args[\"a\"][1]",
    "lower(http.request.uri.path)",
    "lower(http.user_agent)",
  };
  private static final String[] EACH = {
    "http.request.headers[\"x\"][*]",
    "http.request.uri.args.values[*]",
    "tls_client_auth.cert_san_uri[*]",
    "lower(http.request.headers[\"x\"][*])[*]",
  };
  private static final String[] NUMBERS = {
    "cf.edge.server_port", "len(http.request.uri.path)", "http.request.timestamp.sec"
  };

  private RandomExpressions() {}

  static Arbitrary<String> conditions() {
    return conditions(5);
  }

  /** Conditions of at most {@code depth} operators, so that their size is limited. */
  private static Arbitrary<String> conditions(int depth) {
    if (depth == 0) {
      return simple();
    }
    Arbitrary<String> inner = conditions(depth - 1);
    Arbitrary<String> negated = inner.map(condition -> "not " + parenthesised(condition));
    Arbitrary<String> joined =
        Combinators.combine(inner, Arbitraries.of("and", "&&", "or", "||", "xor", "^^"), inner)
            .as((a, joint, b) -> parenthesised(a) + " " + joint + " " + parenthesised(b));
    return Arbitraries.oneOf(simple(), simple(), simple(), negated, joined);
  }

  private static String parenthesised(String condition) {
    return condition.length() % 3 == 0 ? condition : "(" + condition + ")";
  }

  private static Arbitrary<String> simple() {
    return Arbitraries.oneOf(
        ofText(TEXTS),
        ofText(EACH).map(each -> "any(" + each + ")"),
        ofText(EACH).map(each -> "all(not " + each + ")"),
        ofNumber(),
        ofAddress(),
        Arbitraries.of("ssl", "tls_client_auth.cert_verified", "ssl ne true", "true", "! ssl"));
  }

  private static Arbitrary<String> ofText(String[] values) {
    Arbitrary<String> one =
        Combinators.combine(
                Arbitraries.of(values),
                Arbitraries.of(
                    "eq", "ne", "lt", "le", "gt", ">=", "contains", "matches", "strict wildcard"),
                words())
            .as((value, operator, word) -> value + " " + operator + " " + quoted(operator, word));
    Arbitrary<String> some =
        Combinators.combine(Arbitraries.of(values), words().list().ofMinSize(1).ofMaxSize(4))
            .as((value, words) ->
                value
                    + " in {"
                    + String.join(" ", words.stream().map(w -> quoted("", w)).toList())
                    + "}");
    return Arbitraries.oneOf(one, some);
  }

  private static Arbitrary<String> words() {
    return Arbitraries.of(WORDS);
  }

  private static String quoted(String operator, String word) {
    String escaped = word.replace("\\", "").replace("\"", "\\\"");
    return operator.equals("matches")
        ? "r#\"" + word.replace("\\", "") + "\"#"
        : "\"" + escaped + "\"";
  }

  private static Arbitrary<String> ofNumber() {
    return Combinators.combine(
            Arbitraries.of(NUMBERS),
            Arbitraries.of("eq 4", "ne 443", "lt 5", "gt 2", "in {1..4 443}", "& 1", "in {7}"))
        .as((number, test) -> number + " " + test);
  }

  private static Arbitrary<String> ofAddress() {
    return Arbitraries.of(
            "eq 192.0.2.7",
            "ne 192.0.2.7",
            "in {192.0.2.0/29}",
            "in {10.0.0.0/8 2001:db8::/33}",
            "in {192.0.2.0..192.0.2.6 192.0.2.8}",
            "in {2001:db8:8000::..2001:db8:9000::}",
            "in {::/0}",
            "in {0.0.0.0/0}")
        .map(test -> "ip.src " + test);
  }

  static Arbitrary<RequestView> requests() {
    Arbitrary<String> targets = Arbitraries.of("/", "/a", "/a/b", "/Ab?a=b&a=ab", "/%61?a", "*");
    Arbitrary<String> addresses =
        Arbitraries.of("192.0.2.7", "192.0.2.9", "10.1.2.3", "2001:db8:8001::1", "::1");
    Arbitrary<List<String>> values =
        Arbitraries.of("a", "Ab", "\u00c3\u00a9", "").list().ofMaxSize(3);
    Arbitrary<String> hosts = Arbitraries.of("a", "ab", "x.y");
    return Combinators.combine(targets, addresses, values, hosts, Arbitraries.of(0, 1, 2, 3))
        .as(RandomExpressions::request);
  }

  private static RequestView request(
      String target, String address, List<String> values, String host, int bits) {
    Requests request = Requests.get(target).from(address).to(host);
    values.forEach(value -> request.header("x", value));
    if (!values.isEmpty()) {
      request.header("user-agent", values.getFirst()).with(Field.CERT_SAN_URI, values);
    }
    if ((bits & 1) != 0) {
      request.plaintext();
    }
    return (bits & 2) == 0
        ? request.view()
        : request.with(Field.CERT_VERIFIED, true).with(Field.SERVER_PORT, 443L).view();
  }
}
