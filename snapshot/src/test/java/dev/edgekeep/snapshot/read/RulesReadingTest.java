package dev.edgekeep.snapshot.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import dev.edgekeep.snapshot.RuleAction.Text;
import dev.edgekeep.snapshot.read.ReadResult.Read;
import dev.edgekeep.snapshot.read.ReadResult.Refused;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways in which rules may be written. */
class RulesReadingTest {
  @TempDir Path folder;

  private List<Rule> rules(String yaml) {
    String document =
        TestSite.DOCUMENTED.replace("rules: []\n", "rules:\n" + yaml.strip().indent(2));
    return switch (new TestSite(folder).read(document)) {
      case Read read -> read.snapshot().rules();
      case Refused refused -> throw new AssertionError(refused.problems().toString());
    };
  }

  private RuleAction action(String action) {
    return rules("- {when: ssl, " + action + "}").getFirst().action();
  }

  @Test
  void aRuleHasANameAnExpressionAnActionAndHosts() {
    List<Rule> rules =
        rules(
            """
            - name: clients only
              when: http.host eq "api.example.com" and not tls_client_auth.cert_verified
              action: block
            - name: off
              expression: "true"
              enabled: false
              hosts: [WWW.example.com, "*.dev.example.com"]
              action: close
            """);
    assertThat(rules).extracting(Rule::name).containsExactly("clients only", "off");
    assertThat(rules.getFirst().when().hosts()).contains(Set.of("api.example.com"));
    assertThat(rules.getFirst().hosts()).isNull();
    assertThat(rules.getLast().enabled()).isFalse();
    assertThat(rules.getLast().hosts())
        .containsExactlyInAnyOrder(
            new HostPattern("www.example.com"), new HostPattern("*.dev.example.com"));
  }

  @Test
  void aRuleOnVerifiedClientsOfAHostThatIsOffIsReadWithAWarning() {
    String rules =
        """
        rules:
          - {name: all, when: not tls_client_auth.cert_verified, action: block}
          - {name: asked, when: http.host eq "www.example.com" and not tls_client_auth.cert_verified, action: block}
          - {name: disabled, when: not tls_client_auth.cert_verified, action: block, enabled: false}
        """;
    ReadResult read = new TestSite(folder).read(TestSite.DOCUMENTED.replace("rules: []\n", rules));
    assertThat(((Read) read).warnings())
        .extracting(Object::toString)
        .filteredOn(warning -> warning.contains("cert_verified"))
        .singleElement()
        .asString()
        .contains("no client is asked for a certificate on *.dev.example.com");
  }

  @Test
  void aRewriteHasAPathAQueryOrBoth() {
    assertThat(action("action: rewrite, path: /a, query: b=1"))
        .isEqualTo(new RuleAction.Rewrite(new Text.Fixed("/a"), new Text.Fixed("b=1")));
    RuleAction.Rewrite computed =
        (RuleAction.Rewrite)
            action(
                "action: {rewrite: {pathExpression: 'regex_replace(http.request.uri.path, \"^/a\","
                    + " \"/b\")'}}");
    assertThat(computed.path()).isInstanceOf(Text.Computed.class);
    assertThat(computed.query()).isNull();
    assertThat(action("action: rewrite, query: ''"))
        .isEqualTo(new RuleAction.Rewrite(null, new Text.Fixed("")));
  }

  @ParameterizedTest
  @CsvSource({
    "action: rewrite, needs path",
    "'action: rewrite, path: a', begin with a slash",
    "'action: rewrite, path: /a?b', give the query as query",
    "'action: rewrite, path: /a%2fb', an encoded slash",
    "'action: rewrite, path: /a, pathExpression: http.host', pathExpression says it already",
    "'action: rewrite, pathExpression: http.hostt', http.host",
    "'action: {rewrite: {pth: /a}}', did you mean",
  })
  void aRewriteThatIsWrongIsAProblem(String action, String message) {
    String document =
        TestSite.DOCUMENTED.replace("rules: []", "rules: [{when: ssl, %s}]".formatted(action));
    assertThat(((Refused) new TestSite(folder).read(document)).problems().toString())
        .contains(message);
  }

  @Test
  void aRuleWithoutANameIsNumbered() {
    assertThat(rules("- {when: ssl, action: log}").getFirst().name()).isEqualTo("rule 1");
  }

  @Test
  void anActionIsAWordOrAWordWithParameters() {
    assertThat(action("action: block")).isEqualTo(RuleAction.Block.FORBIDDEN);
    assertThat(action("action: {block: {}}")).isEqualTo(RuleAction.Block.FORBIDDEN);
    assertThat(action("action: {block: {status: 451, body: no, contentType: text/plain}}"))
        .isEqualTo(new RuleAction.Block(451, "no", "text/plain"));
    assertThat(action("action: block, status: 404, body: gone"))
        .isEqualTo(new RuleAction.Block(404, "gone", null));
    assertThat(action("action: monitor")).isEqualTo(new RuleAction.Log());
    assertThat(action("action: skip")).isEqualTo(new RuleAction.Allow());
    assertThat(action("action: close")).isEqualTo(new RuleAction.Close());
  }

  @Test
  void aTargetAndAValueMayBeComputed() {
    assertThat(action("action: {redirect: {to: 'https://x/', status: 308, keepQuery: true}}"))
        .isEqualTo(new RuleAction.Redirect(308, new Text.Fixed("https://x/"), true));
    assertThat(action("action: {redirect: {toExpression: 'concat(\"/new\", http.request.uri)'}}"))
        .isInstanceOfSatisfying(
            RuleAction.Redirect.class,
            redirect -> {
              assertThat(redirect.status()).isEqualTo(302);
              assertThat(redirect.to())
                  .hasToString("Computed[expression=concat(\"/new\", http.request.uri)]");
            });
    assertThat(action("action: {set_request_header: {name: X-A, value: b}}"))
        .isEqualTo(new RuleAction.SetRequestHeader("X-A", new Text.Fixed("b")));
    assertThat(action("action: set_response_header, header: X-A, valueExpression: ip.src"))
        .isInstanceOf(RuleAction.SetResponseHeader.class);
    assertThat(action("action: {remove_request_header: {name: X-A}}"))
        .isEqualTo(new RuleAction.RemoveRequestHeader("X-A"));
    assertThat(action("action: {remove_response_header: {name: Server}}"))
        .isEqualTo(new RuleAction.RemoveResponseHeader("Server"));
  }

  @Test
  void aRateLimitCountsByFieldsAndDoesAnything() {
    assertThat(action("action: {rate_limit: {by: [ip.src], period: 60, threshold: 100}}"))
        .isInstanceOfSatisfying(
            RuleAction.RateLimit.class,
            limit -> {
              assertThat(limit.by()).extracting(Object::toString).containsExactly("ip.src");
              assertThat(limit.period()).isEqualTo(Duration.ofMinutes(1));
              assertThat(limit.threshold()).isEqualTo(100);
              assertThat(limit.action()).isEqualTo(RuleAction.Block.TOO_MANY);
            });
    assertThat(action("action: {rate_limit: {by: ip.src, period: 1, threshold: 1, action: close}}"))
        .extracting(limit -> ((RuleAction.RateLimit) limit).action())
        .isEqualTo(new RuleAction.Close());
  }

  @Test
  void aListIsNamedByRules() {
    String document =
        TestSite.DOCUMENTED.replace(
            "rules: []\n",
            """
            lists: {office: [198.51.100.0/24, 10.0.0.1]}
            rules: [{when: not ip.src in $office, action: block}]
            """);
    assertThat(new TestSite(folder).read(document)).isInstanceOf(Read.class);
  }
}
