package dev.edgekeep.control.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import dev.edgekeep.testing.KeyType;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes have the rules in their order, each for the hosts of its site or account. */
class DeployedRulesTest extends SiteHarness {
  private static final String RULES = SITE + "/rules";
  private static final String OTHER = "/sites/example.org";

  private Reply add(String path, String name) {
    Reply made =
        api()
            .post(
                path + "?wait=deployed",
                "{\"name\": \"%s\", \"when\": \"ssl\", \"action\": \"block\"}".formatted(name));
    assertThat(made.header("X-Deployment-State")).hasValue("deployed");
    return made;
  }

  private void host(String site, String name, String certificate) {
    Reply made =
        api()
            .put(
                site + "/hosts/" + name + "?wait=deployed",
                "{\"certificate\": \"%s\", \"origin\": \"app\"}".formatted(certificate));
    assertThat(made.header("X-Deployment-State")).hasValue("deployed");
  }

  private List<Rule> rules() {
    return node.last().rules();
  }

  private List<String> names() {
    return rules().stream().map(Rule::name).toList();
  }

  private Set<String> scope(String rule) {
    Rule found =
        rules().stream().filter(each -> each.name().equals(rule)).findFirst().orElseThrow();
    return Objects.requireNonNull(found.hosts()).stream()
        .map(HostPattern::name)
        .collect(Collectors.toSet());
  }

  @Test
  void aRewriteReachesTheNodes() {
    startSite(Databases.SQLITE);
    host(SITE, "www.example.com", certificate);
    Reply made =
        api()
            .post(
                RULES + "?wait=deployed",
                """
                {"name": "old", "when": "ssl", "action": "rewrite", "query": "",
                 "pathExpression": "regex_replace(http.request.uri.path, \\"^/a/\\", \\"/b/\\")"}\
                """);
    assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
    RuleAction.Rewrite rewrite = (RuleAction.Rewrite) rules().getFirst().action();
    assertThat(String.valueOf(rewrite.path())).contains("regex_replace");
    assertThat(rewrite.query()).isEqualTo(new RuleAction.Text.Fixed(""));
    Reply wrong =
        api().post(RULES, "{\"name\": \"x\", \"when\": \"ssl\", \"action\": \"rewrite\"}");
    assertThat(wrong.text("/errors/0/message")).contains("needs path");
  }

  @ParameterizedTest
  @EnumSource
  void theAccountsRulesComeFirstAndEachCountsForItsHosts(Databases database) {
    startSite(database);
    api().post("/sites", "{\"name\": \"example.org\"}");
    api().put(OTHER + "/origins/app", "{\"servers\": [\"http://127.0.0.1:9000\"]}");
    host(SITE, "www.example.com", certificate);
    host(SITE, "api.example.com", certificate);
    host(OTHER, "www.example.org", upload(KeyType.P_256, "www.example.org"));
    add(RULES, "same");
    add(RULES, "second");
    add(OTHER + "/rules", "same");
    add("/rules", "same");
    assertThat(names()).first().asString().startsWith("account ").endsWith("/same");
    assertThat(names()).containsSubsequence("example.com/same", "example.com/second");
    assertThat(scope("example.com/same"))
        .containsExactlyInAnyOrder("www.example.com", "api.example.com");
    assertThat(scope("example.org/same")).containsExactly("www.example.org");
    assertThat(scope(names().getFirst()))
        .containsExactlyInAnyOrder("www.example.com", "api.example.com", "www.example.org");
    assertThat(rules().get(names().indexOf("example.com/same")).hosts())
        .isSameAs(rules().get(names().indexOf("example.com/second")).hosts());
    List<Rule> before = rules();
    restart();
    assertThat(rules()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void aRuleFollowsTheHostsOfItsSite(Databases database) {
    startSite(database);
    add(RULES, "a");
    assertThat(rules()).as("without a host to count for").isEmpty();
    host(SITE, "www.example.com", certificate);
    assertThat(scope("example.com/a")).containsExactly("www.example.com");
    host(SITE, "api.example.com", certificate);
    assertThat(scope("example.com/a"))
        .containsExactlyInAnyOrder("www.example.com", "api.example.com");
    api().delete(SITE + "/hosts/www.example.com?wait=deployed");
    assertThat(scope("example.com/a")).containsExactly("api.example.com");
    api().delete(SITE + "/hosts/api.example.com?wait=deployed");
    assertThat(rules()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void anotherOrderAndWhatIsDisabledIsDeployed(Databases database) {
    startSite(database);
    host(SITE, "www.example.com", certificate);
    String a = add(RULES, "a").text("/id");
    String b = add(RULES, "b").text("/id");
    Rule kept = rules().getFirst();
    api().put(RULES + "/order?wait=deployed", "{\"order\": [\"%s\", \"%s\"]}".formatted(b, a));
    assertThat(names()).containsExactly("example.com/b", "example.com/a");
    assertThat(rules().getLast()).isSameAs(kept);
    api()
        .put(
            RULES + "/b?wait=deployed",
            """
            {"name": "b", "when": "not ssl", "enabled": false,
             "action": "redirect", "to": "https://www.example.com/", "status": 308}\
            """);
    Rule changed = rules().getFirst();
    assertThat(changed.enabled()).isFalse();
    assertThat(changed.when().formatted()).isEqualTo("not ssl");
    assertThat(changed.action()).isInstanceOf(RuleAction.Redirect.class);
    api().delete(RULES + "/b?wait=deployed");
    assertThat(names()).containsExactly("example.com/a");
  }

  @Test
  void aChangeOfSomethingElseKeepsTheListItself() {
    startSite(Databases.SQLITE);
    host(SITE, "www.example.com", certificate);
    add(RULES, "a");
    List<Rule> before = rules();
    api().put(SITE + "/client-ca/hosts?wait=deployed", hosts("www.example.com"));
    String issued =
        api().post(SITE + "/client-certificates", "{\"keyType\": \"p256\"}").text("/id");
    int count = node.count();
    api().post(SITE + "/client-certificates/" + issued + "/revoke?wait=deployed", "");
    assertThat(node.count()).isGreaterThan(count);
    host(SITE, "www.example.com", certificate);
    assertThat(rules()).isSameAs(before);
  }
}
