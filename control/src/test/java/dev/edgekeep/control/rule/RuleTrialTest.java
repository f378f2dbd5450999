package dev.edgekeep.control.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import org.junit.jupiter.api.Test;

/** Rules and expressions are tried out on recorded requests, without an edge. */
class RuleTrialTest extends SiteHarness {
  private static final String TEST = SITE + "/rules/test";
  private static final String UNVERIFIED =
      "http.host eq \"api.example.com\" and not tls_client_auth.cert_verified";

  private void add(String path, String name, String when, String action) {
    Reply made =
        api()
            .post(
                path, "{\"name\": \"%s\", \"when\": %s, %s}".formatted(name, quoted(when), action));
    assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
  }

  private Reply tried(String request) {
    Reply tried = api().post(TEST, "{\"request\": %s}".formatted(request));
    assertThat(tried.status()).as(tried.json().toString()).isEqualTo(200);
    return tried;
  }

  @Test
  void theFirstRuleThatEndsItDecidesAndTheAccountsComeFirst() {
    startSite(Databases.SQLITE);
    add(SITE + "/rules", "off", "ssl", "\"action\": \"close\", \"enabled\": false");
    add(SITE + "/rules", "look", "ssl", "\"action\": \"log\"");
    add(SITE + "/rules", "clients only", UNVERIFIED, "\"action\": \"block\"");
    add(SITE + "/rules", "late", "ssl", "\"action\": \"close\"");
    add("/rules", "open", "http.request.uri.path eq \"/open\"", "\"action\": \"allow\"");
    Reply blocked = tried("{\"url\": \"https://api.example.com/\"}");
    assertThat(blocked.text("/outcome")).isEqualTo("block");
    assertThat(blocked.text("/decidedBy/name")).isEqualTo("clients only");
    assertThat(blocked.json().at("/rules").valueStream().map(rule -> rule.path("name").asString()))
        .containsExactly("look", "clients only");
    Reply open = tried("{\"url\": \"https://api.example.com/open\"}");
    assertThat(open.text("/outcome")).isEqualTo("allow");
    assertThat(open.text("/decidedBy/scope")).isEqualTo("account");
    assertThat(tried("{\"url\": \"https://api.example.org/\"}").text("/warnings/0"))
        .contains("api.example.org", "not of the site example.com");
  }

  @Test
  void theRewrittenTargetIsShownWhereTheRequestIsForwarded() {
    startSite(Databases.SQLITE);
    add(
        SITE + "/rules",
        "articles",
        "starts_with(http.request.uri.path, \"/blog/\")",
        "\"action\": {\"rewrite\": {\"pathExpression\": "
            + "\"regex_replace(http.request.uri.path, \\\"^/blog/\\\", \\\"/articles/\\\")\"}}");
    add(
        SITE + "/rules",
        "no query",
        "http.request.uri.query ne \"\"",
        "\"action\": {\"rewrite\": {\"query\": \"v=2\"}}");
    add(SITE + "/rules", "no", "http.request.uri.path eq \"/blog/no\"", "\"action\": \"block\"");
    Reply both = tried("{\"url\": \"https://api.example.com/blog/a%20b?x=1\"}");
    assertThat(both.text("/outcome")).isEqualTo("forward");
    assertThat(both.text("/target")).isEqualTo("/articles/a%20b?v=2");
    assertThat(tried("{\"url\": \"https://api.example.com/other\"}").json().has("target"))
        .isFalse();
    assertThat(tried("{\"url\": \"https://api.example.com/blog/no\"}").json().has("target"))
        .isFalse();
  }

  @Test
  void nothingThatEndsItMeansForward() {
    startSite(Databases.SQLITE);
    add(SITE + "/rules", "clients only", UNVERIFIED, "\"action\": \"block\"");
    Reply passed =
        tried("{\"url\": \"https://api.example.com/\", \"tls_client_auth.cert_verified\": true}");
    assertThat(passed.text("/outcome")).isEqualTo("forward");
    assertThat(passed.json().at("/matched").asBoolean()).isFalse();
  }

  @Test
  void whichPartsOfAnExpressionAreTrueIsTold() {
    startSite(Databases.SQLITE);
    Credential client = TestCa.root("Root", KeyType.P_256).issue(Leaf.client("alice"));
    Reply tried =
        api()
            .post(
                TEST,
                "{\"when\": %s, \"request\": {\"url\": \"https://api.example.com/\", \"clientCertificate\": %s}}"
                    .formatted(quoted(UNVERIFIED), quoted(client.chainPem())));
    assertThat(tried.json().at("/matched").asBoolean()).isFalse();
    assertThat(tried.text("/parts/1/text")).isEqualTo("http.host eq \"api.example.com\"");
    assertThat(tried.json().at("/parts/1/matched").asBoolean()).isTrue();
    assertThat(tried.json().at("/parts/2/matched").asBoolean()).isFalse();
  }

  @Test
  void noFileOfTheControlPlaneIsRead() {
    startSite(Databases.SQLITE);
    Reply refused =
        api().post(TEST, "{\"request\": {\"clientCertificate\": {\"file\": \"/etc/passwd\"}}}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/errors/0/message")).startsWith("no files are read here");
    assertThat(api().post(TEST, "{\"when\": \"ssl\"}").status()).isEqualTo(422);
    assertThat(api().post(TEST, "{\"when\": \"sll\", \"request\": {}}").text("/errors/0/message"))
        .startsWith("line 1, column 1");
  }
}
