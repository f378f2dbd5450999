package dev.edgekeep.rules;

import static dev.edgekeep.rules.Expressions.matches;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.NamedLists;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {
  private final RequestView view =
      Requests.get("/Shop/item.PHP?id=7&id=9&q=a+b")
          .to("www.example.com")
          .from("198.51.100.23")
          .header("user-agent", "curl/8.5")
          .header("x-role", "dev")
          .header("x-role", "admin")
          .header("cookie", "a=1; b=2")
          .header("accept-language", "de;q=0.5, fr-CH, en;q=0.8")
          .with(Field.CERT_VERIFIED, true)
          .with(Field.CERT_SERIAL, "0A1B")
          .with(Field.CERT_SHA256, "ab".repeat(32))
          .with(Field.CERT_SAN_URI, List.of("spiffe://example.com/ns/pay", "https://x"))
          .with(Field.SERVER_PORT, 8443L)
          .view();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http.host eq \"www.example.com\"",
        "http.host == \"www.example.com\"",
        "http.host eq \"WWW.Example.Com\"",
        "http.host ne \"api.example.com\"",
        "http.host in {\"a\" \"www.example.com\"}",
        "http.host lt \"x\" and http.host ge \"w\"",
        "http.request.method eq \"GET\"",
        "http.request.uri eq \"/Shop/item.PHP?id=7&id=9&q=a+b\"",
        "http.request.uri.path eq \"/Shop/item.PHP\"",
        "http.request.uri.path.extension eq \"php\"",
        "http.request.uri.query contains \"id=9\"",
        "http.request.full_uri eq \"https://www.example.com/Shop/item.PHP?id=7&id=9&q=a+b\"",
        "http.request.uri.path wildcard \"/shop/*.php\"",
        "not http.request.uri.path strict wildcard \"/shop/*.php\"",
        "http.request.uri.path strict wildcard \"/Shop/*.PHP\"",
        "http.request.uri.path matches \"^/Shop/[a-z]+\\.PHP$\"",
        "http.request.uri.path ~ \"(?i)shop\"",
        "http.request.uri.args[\"id\"][0] eq \"7\" and http.request.uri.args[\"id\"][1] eq \"9\"",
        "http.request.uri.args[\"q\"][0] eq \"a+b\"",
        "any(http.request.uri.args.names[*] eq \"q\")",
        "http.request.version eq \"HTTP/2\"",
        "http.user_agent contains \"curl\"",
        "http.request.headers[\"User-Agent\"][0] eq \"curl/8.5\"",
        "any(http.request.headers[\"x-role\"][*] eq \"admin\")",
        "not all(http.request.headers[\"x-role\"][*] eq \"admin\")",
        "all(http.request.headers[\"x-role\"][*] in {\"admin\" \"dev\"})",
        "any(http.request.headers[*][*] eq \"admin\")",
        "any(not http.request.headers[\"x-role\"][*] eq \"admin\")",
        "http.request.cookies[\"b\"][0] eq \"2\"",
        "http.cookie eq \"a=1; b=2\"",
        "http.request.accepted_languages[0] eq \"fr-CH\"",
        "http.request.accepted_languages[2] eq \"de\"",
        "ip.src eq 198.51.100.23",
        "ip.src in {198.51.100.0/24}",
        "ip.src in {10.0.0.0/8 198.51.100.20..198.51.100.30}",
        "ip.src ne 198.51.100.24",
        "not ip.src in {2001:db8::/32 198.51.100.24/32}",
        "ssl",
        "ssl eq true",
        "ssl ne false",
        "cf.edge.server_port in {80 8000..8999}",
        "cf.edge.server_port gt 443 and cf.edge.server_port le 8443",
        "cf.edge.server_port & 1",
        "tls_client_auth.cert_verified",
        "cf.tls_client_auth.cert_verified",
        "tls_client_auth.cert_serial eq \"0a:1b\"",
        "tls_client_auth.cert_serial eq \"A1B\"",
        "tls_client_auth.cert_serial eq \"000a1b\"",
        "any(tls_client_auth.cert_san_uri[*] eq \"spiffe://example.com/ns/pay\")",
        "any(starts_with(tls_client_auth.cert_san_uri[*], \"spiffe://example.com/\"))",
        "http.host eq r#\"www.example.com\"#",
        "http.host contains 65:78",
        "http.host contains {\"nothing\" \"example\"}",
        "http.user_agent eq \"\\x63url/8.5\"",
        "http.user_agent eq \"\\143url/8.5\"",
        "true and not false",
        "ssl and ssl xor false",
        "ssl or ssl xor ssl",
      })
  void isTrueOfThisRequest(String expression) {
    assertThat(matches(expression, view)).as(expression).isTrue();
  }

  @Test
  void aFingerprintIsTheSameInAnySpelling() {
    String colons = "AB:".repeat(31) + "AB";
    assertThat(matches("tls_client_auth.cert_fingerprint_sha256 eq \"" + colons + "\"", view))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http.referer eq \"x\"",
        "http.referer ne \"x\"",
        "http.referer contains \"\"",
        "http.referer matches \".*\"",
        "http.referer in {\"x\"}",
        "http.request.headers[\"absent\"][0] eq \"x\"",
        "http.request.headers[\"absent\"][0] ne \"x\"",
        "any(http.request.headers[\"absent\"][*] ne \"x\")",
        "all(http.request.headers[\"absent\"][*] ne \"x\")",
        "http.request.headers[\"x-role\"][5] ne \"x\"",
        "len(http.request.headers[\"absent\"]) ge 0",
        "lower(http.referer) ne \"x\"",
        "starts_with(http.referer, \"\")",
        "http.request.timestamp.sec ge 0",
        "cf.edge.server_ip ne 192.0.2.1",
        "tls_client_auth.cert_revoked",
        "cf.threat_score lt 10",
        "cf.client.bot",
        "cf.client.bot eq false",
        "exists(http.referer)",
      })
  void aComparisonWithAnAbsentValueIsFalse(String expression) {
    assertThat(matches(expression, view)).as(expression).isFalse();
  }

  @Test
  void anAbsentStringEqualsTheEmptyString() {
    assertThat(matches("http.referer eq \"\"", view)).isTrue();
    assertThat(matches("http.referer in {\"\" \"x\"}", view)).isTrue();
    assertThat(matches("http.referer ne \"\"", view)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%61dmin", "//admin", "/x/../admin", "/./admin", "\\admin", "/admin"})
  void everySpellingOfAPathIsTheSame(String target) {
    RequestView spelt = Requests.get(target).view();
    assertThat(matches("http.request.uri.path eq \"/admin\"", spelt)).isTrue();
    assertThat(matches("raw.http.request.uri.path eq r\"" + target + "\"", spelt)).isTrue();
  }

  @Test
  void notBindsCloserThanAndThenXorThenOr() {
    assertThat(matches("not false and false", view)).isFalse();
    assertThat(matches("true or true and false", view)).isTrue();
    assertThat(matches("true xor true and false", view)).isTrue();
    assertThat(matches("true or true xor true", view)).isTrue();
    assertThat(matches("(true or true) xor true", view)).isFalse();
  }

  @Test
  void aListIsLookedUpByItsName() {
    NamedLists lists =
        new NamedLists(
            Map.of("office", List.of("198.51.100.0/24"), "hosts", List.of("www.example.com")));
    for (String expression : List.of("ip.src in $office", "http.host in $hosts")) {
      assertThat(RuleExpression.parse(expression, lists))
          .isInstanceOfSatisfying(
              ParseResult.Parsed.class,
              read -> assertThat(((RuleExpression) read.value()).matches(view)).isTrue());
    }
  }

  @Test
  void aRegularExpressionSeesTextNotBytes() {
    RequestView umlaut = Requests.get("/").header("x", "caf\u00c3\u00a9").view();
    assertThat(matches("http.request.headers[\"x\"][0] matches \"^caf.$\"", umlaut)).isTrue();
    assertThat(matches("http.request.headers[\"x\"][0] eq \"café\"", umlaut)).isTrue();
    assertThat(matches("len(http.request.headers[\"x\"][0]) eq 5", umlaut)).isTrue();
  }
}
