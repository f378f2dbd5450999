package dev.edgekeep.control.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules are added, found, changed, put into order and removed, over the API. */
class RulesTest extends SiteHarness {
  private static final String RULES = SITE + "/rules";
  private static final String CLIENTS_ONLY =
      "http.host eq \"api.example.com\" and not tls_client_auth.cert_verified";

  private static String rule(String name, String when, String more) {
    return "{\"name\": %s, \"when\": %s, %s}".formatted(quoted(name), quoted(when), more);
  }

  private Reply add(String path, String name) {
    Reply made = api().post(path, rule(name, CLIENTS_ONLY, "\"action\": \"block\""));
    assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
    return made;
  }

  private List<String> names(String path) {
    return api().get(path).json().at("/items").findValuesAsString("name");
  }

  @ParameterizedTest
  @EnumSource
  void aRuleIsFoundByIdAndNameAsItWasGiven(Databases database) {
    startSite(database);
    Reply made =
        api()
            .post(
                RULES,
                rule(
                    "clients only",
                    CLIENTS_ONLY,
                    "\"action\": {\"block\": {\"status\": 451}}, \"description\": \"by law\""));
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("X-Deployment")).isPresent();
    assertThat(made.header("Location")).hasValue("/api/v1" + RULES + "/" + made.text("/id"));
    Reply got = api().get(RULES + "/" + made.text("/id"));
    assertThat(got.text("/name")).isEqualTo("clients only");
    assertThat(got.text("/description")).isEqualTo("by law");
    assertThat(got.text("/when")).isEqualTo(CLIENTS_ONLY);
    assertThat(got.json().at("/action/block/status").asInt()).isEqualTo(451);
    assertThat(got.json().at("/enabled").asBoolean()).isTrue();
    assertThat(got.json().at("/position").asInt()).isEqualTo(1);
    assertThat(api().get(RULES + "/clients%20only").json()).isEqualTo(got.json());
    assertThat(api().get(RULES + "/other").status()).isEqualTo(404);
  }

  @Test
  void parametersBesideTheWordAreShownInIt() {
    startSite(Databases.SQLITE);
    Reply made =
        api()
            .post(
                RULES,
                """
                {"name": "mark", "expression": "http.host eq \\"api.example.com\\"", "enabled": false,
                 "action": "set_request_header", "header": "X-Client",
                 "valueExpression": "tls_client_auth.cert_serial"}\
                """);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("/action/set_request_header/name")).isEqualTo("X-Client");
    assertThat(made.text("/action/set_request_header/expression"))
        .isEqualTo("tls_client_auth.cert_serial");
    assertThat(made.text("/when")).isEqualTo("http.host eq \"api.example.com\"");
    assertThat(made.json().at("/enabled").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void rulesAreListedInTheirOrderAndInPages(Databases database) {
    startSite(database);
    for (String name : List.of("c", "a", "b")) {
      add(RULES, name);
    }
    Reply first = api().get(RULES + "?limit=2");
    assertThat(first.json().at("/items").findValuesAsString("name")).containsExactly("c", "a");
    Reply second = api().get(RULES + "?limit=2&cursor=" + first.text("/next"));
    assertThat(second.json().at("/items").findValuesAsString("name")).containsExactly("b");
    assertThat(second.json().has("next")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void anOrderHasAllRulesEachOnce(Databases database) {
    startSite(database);
    String a = add(RULES, "a").text("/id");
    String b = add(RULES, "b").text("/id");
    String c = add(RULES, "c").text("/id");
    Reply ordered = order(c, a, b);
    assertThat(ordered.status()).isEqualTo(200);
    assertThat(ordered.header("X-Deployment")).isPresent();
    assertThat(names(RULES)).containsExactly("c", "a", "b");
    Reply wrong = order(b, b, "nobody");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.json().at("/errors").findValuesAsString("message"))
        .containsExactlyInAnyOrder(
            "the rule %s is there twice; keep one".formatted(b),
            "there is no rule with the id nobody",
            "the rule %s (c) is missing".formatted(c),
            "the rule %s (a) is missing".formatted(a));
    assertThat(names(RULES)).containsExactly("c", "a", "b");
    assertThat(order(c, a, b).header("X-Deployment")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void anOrderThatComesTooLateIsRefused(Databases database) {
    startSite(database);
    String a = add(RULES, "a").text("/id");
    String b = add(RULES, "b").text("/id");
    String read = api().get(RULES + "?limit=1").header("ETag").orElseThrow();
    Reply first = orderIf(read, b, a);
    assertThat(first.status()).isEqualTo(200);
    Reply late = orderIf(read, a, b);
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.text("/type")).isEqualTo("urn:edgekeep:problem:changed-meanwhile");
    assertThat(api().get(RULES).json().at("/items").findValuesAsString("id")).containsExactly(b, a);
    String after = first.header("ETag").orElseThrow();
    assertThat(api().get(RULES).header("ETag")).hasValue(after);
    add(RULES, "c");
    assertThat(orderIf(after, a, b).status()).isEqualTo(412);
  }

  private Reply orderIf(String etag, String... ids) {
    String list = String.join("\", \"", ids);
    return api().put(RULES + "/order", "{\"order\": [\"%s\"]}".formatted(list), "If-Match", etag);
  }

  private Reply order(String... ids) {
    String list = String.join("\", \"", ids);
    return api().put(RULES + "/order", "{\"order\": [\"%s\"]}".formatted(list));
  }

  @ParameterizedTest
  @EnumSource
  void aRemovedRuleLeavesNoGap(Databases database) {
    startSite(database);
    add(RULES, "a");
    String b = add(RULES, "b").text("/id");
    add(RULES, "c");
    assertThat(api().delete(RULES + "/" + b).status()).isEqualTo(204);
    assertThat(api().get(RULES + "/c").json().at("/position").asInt()).isEqualTo(2);
    assertThat(add(RULES, "d").json().at("/position").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void aNameIsTakenOnceInASiteAndOnceInTheAccount(Databases database) {
    startSite(database);
    add(RULES, "a");
    add(RULES, "b");
    add("/rules", "a");
    Reply same = api().post(RULES, rule("a", "ssl", "\"action\": \"log\""));
    assertThat(same.status()).isEqualTo(409);
    assertThat(same.text("/detail")).contains("the site example.com has a rule a already");
    assertThat(api().put(RULES + "/b", rule("a", "ssl", "\"action\": \"log\"")).status())
        .isEqualTo(409);
    assertThat(api().put(RULES + "/b", rule("b", "ssl", "\"action\": \"log\"")).status())
        .isEqualTo(200);
    assertThat(api().post("/rules", rule("a", "ssl", "\"action\": \"log\"")).status())
        .isEqualTo(409);
  }

  @ParameterizedTest
  @EnumSource
  void aChangeOfSomethingElseThanWasSeenIsRefused(Databases database) {
    startSite(database);
    String seen = add(RULES, "a").header("ETag").orElseThrow();
    String changed = rule("a", "http.host eq \"x.example.com\"", "\"action\": \"log\"");
    Reply put = api().put(RULES + "/a", changed, "If-Match", seen);
    assertThat(put.status()).isEqualTo(200);
    assertThat(put.text("/action")).isEqualTo("log");
    assertThat(api().put(RULES + "/a", changed, "If-Match", seen).status()).isEqualTo(412);
    assertThat(api().delete(RULES + "/a", "If-Match", seen).status()).isEqualTo(412);
    String current = api().get(RULES + "/a").header("ETag").orElseThrow();
    assertThat(current).isEqualTo(put.header("ETag").orElseThrow());
    assertThat(api().delete(RULES + "/a", "If-Match", current).status()).isEqualTo(204);
  }

  @Test
  void whatIsWrongIsToldWithItsLineAndColumn() {
    startSite(Databases.SQLITE);
    Reply refused =
        api()
            .post(
                RULES,
                "{\"name\": \"x\", \"when\": \"ssl and\\n http.hots eq \\\"a\\\"\", \"action\":"
                    + " {\"block\": {\"status\": 200}}, \"mode\": 1}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().at("/errors").findValuesAsString("path"))
        .containsExactlyInAnyOrder("when", "action.block.status", "mode");
    assertThat(refused.json().at("/errors").findValuesAsString("message"))
        .anyMatch(message ->
            message.startsWith("line 2, column 2: no field \"http.hots\"; did you mean"));
    assertThat(api().post(RULES, "{}").json().at("/errors").findValuesAsString("message"))
        .anyMatch(message -> message.startsWith("name is missing"))
        .anyMatch(message -> message.startsWith("when is missing"))
        .anyMatch(message -> message.startsWith("action is missing"));
  }

  @Test
  void aRuleThatNamesNoHostIsTakenWithAWarning() {
    startSite(Databases.SQLITE);
    String unlimited = "not tls_client_auth.cert_verified";
    Reply made = api().post(RULES, rule("a", unlimited, "\"action\": \"block\""));
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("/warnings/0")).endsWith("it applies to every host of the site");
    Reply account = api().post("/rules", rule("a", unlimited, "\"action\": \"block\""));
    assertThat(account.text("/warnings/0"))
        .endsWith("it applies to every host of the account's sites");
    Reply limited = api().put(RULES + "/a", rule("a", CLIENTS_ONLY, "\"action\": \"block\""));
    assertThat(limited.json().at("/warnings")).isEmpty();
    Reply foreign =
        api().put(RULES + "/a", rule("a", "http.host eq \"a.org\"", "\"action\": \"block\""));
    assertThat(foreign.text("/warnings/0")).startsWith("a.org is not of the site example.com");
  }

  @Test
  void anExpressionIsCheckedWithoutBeingKept() {
    startSite(Databases.SQLITE);
    Reply right = api().post(RULES + "/check", "{\"when\": \"ssl  &&  not http.cookie == 'a'\"}");
    assertThat(right.status()).isEqualTo(200);
    assertThat(right.json().at("/valid").asBoolean()).isFalse();
    assertThat(right.json().at("/errors/0/line").asInt()).isEqualTo(1);
    assertThat(right.json().at("/errors/0/column").asInt()).isEqualTo(29);
    Reply mended =
        api().post(RULES + "/check", "{\"when\": \"ssl  &&  http.cookie == \\\"a\\\"\"}");
    assertThat(mended.json().at("/valid").asBoolean()).isTrue();
    assertThat(mended.text("/formatted")).isEqualTo("ssl and http.cookie eq \"a\"");
    assertThat(mended.text("/warnings/0")).contains("every host of the site");
    Reply action =
        api().post(RULES + "/check", "{\"when\": \"ssl\", \"action\": {\"block\": {\"code\": 1}}}");
    assertThat(action.json().at("/valid").asBoolean()).isFalse();
    assertThat(action.text("/errors/0/path")).isEqualTo("action.block.code");
    assertThat(api().post(RULES + "/check", "{}").status()).isEqualTo(422);
    assertThat(names(RULES)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyChangeIsInTheAuditTrail(Databases database) {
    startSite(database);
    String a = add(RULES, "a").text("/id");
    String b = add(RULES, "b").text("/id");
    order(b, a);
    api().put(RULES + "/a", rule("a", "ssl", "\"action\": \"log\", \"enabled\": false"));
    api().delete(RULES + "/a");
    Reply audit = api().get("/audit?limit=5");
    assertThat(audit.json().at("/items").valueStream().map(item -> item.path("action").asString()))
        .containsExactly("delete", "update", "order", "create", "create");
    assertThat(audit.text("/items/0/before/when")).isEqualTo("ssl");
  }

  @ParameterizedTest
  @EnumSource
  void rolesAndSitesLimitWhatATokenDoes(Databases database) {
    startSite(database);
    add(RULES, "a");
    add("/rules", "a");
    api().post("/sites", "{\"name\": \"example.org\"}");
    ApiClient viewer = token("{\"name\": \"v\", \"role\": \"viewer\"}");
    assertThat(viewer.get(RULES + "/a").status()).isEqualTo(200);
    assertThat(viewer.post(RULES + "/check", "{\"when\": \"ssl\"}").status()).isEqualTo(200);
    assertThat(viewer.delete(RULES + "/a").status()).isEqualTo(403);
    assertThat(viewer.post(RULES, rule("b", "ssl", "\"action\": \"log\"")).status()).isEqualTo(403);
    ApiClient other = token("{\"name\": \"o\", \"role\": \"operator\", \"site\": \"example.org\"}");
    assertThat(other.get(RULES).status()).isEqualTo(404);
    assertThat(other.get("/rules").status()).isEqualTo(403);
    assertThat(other.get("/sites/example.org/rules").json().at("/items")).isEmpty();
    assertThat(
            other
                .post("/sites/example.org/rules", rule("b", "ssl", "\"action\": \"log\""))
                .status())
        .isEqualTo(201);
  }

  private ApiClient token(String body) {
    Reply made = api().post("/tokens", body);
    assertThat(made.status()).isEqualTo(201);
    return api().as(made.text("/token"));
  }

  @Test
  void howOftenARuleMatchedIsShown() {
    startSite(Databases.SQLITE);
    add(RULES, "a");
    add("/rules", "a");
    assertThat(api().get(RULES + "/a").json().at("/matches").asInt()).isZero();
    node.matched("example.com/a", 7);
    assertThat(api().get(RULES + "/a").json().at("/matches").asInt()).isEqualTo(7);
    assertThat(api().get(RULES).json().at("/items/0/matches").asInt()).isEqualTo(7);
    assertThat(api().get("/rules/a").json().at("/matches").asInt()).isZero();
  }

  @Test
  void aSiteWithRulesIsNotRemoved() {
    start(Databases.SQLITE).post("/sites", "{\"name\": \"example.com\"}");
    ApiClient api = restart();
    api.post(RULES, rule("a", "ssl", "\"action\": \"log\""));
    Reply refused = api.delete(SITE);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("/detail")).contains("1 rules");
  }

  @ParameterizedTest
  @EnumSource
  void allRulesAreReplacedInOneChange(Databases database) {
    startSite(database);
    add(RULES, "first");
    Reply second = add(RULES + "?wait=deployed", "second");
    String tag = api().get(RULES).header("ETag").orElseThrow();
    int snapshots = node.count();
    String third = rule("third", CLIENTS_ONLY, "\"action\": \"block\"");
    Reply made =
        api()
            .put(
                RULES + "?wait=deployed",
                "{\"rules\": [%s, %s]}"
                    .formatted(third, rule("second", CLIENTS_ONLY, "\"action\": \"log\"")),
                "If-Match",
                tag);
    assertThat(made.status()).isEqualTo(200);
    assertThat(names(RULES)).containsExactly("third", "second");
    assertThat(node.count()).isEqualTo(snapshots + 1);
    assertThat(made.json().at("/items/1/id").asString()).isEqualTo(second.text("/id"));
    assertThat(made.json().at("/items/0/position").asInt()).isEqualTo(1);
    Reply late = api().put(RULES, "{\"rules\": []}", "If-Match", tag);
    assertThat(late.status()).isEqualTo(412);
    Reply twice = api().put(RULES, "{\"rules\": [%s, %s]}".formatted(third, third));
    assertThat(twice.text("/errors/0/path")).isEqualTo("rules[1]");
    assertThat(names(RULES)).containsExactly("third", "second");
    api().put(RULES, "{\"rules\": []}", "If-Match", made.header("ETag").orElseThrow());
    assertThat(names(RULES)).isEmpty();
  }

  @Test
  void aRuleOnVerifiedClientsOfAHostThatAsksNobodyIsTakenWithAWarning() {
    startSite(Databases.SQLITE);
    putHost("api.example.com", "");
    putHost("www.example.com", ", \"clientAuth\": {\"mode\": \"require\"}");
    Reply made = api().post(RULES, rule("a", CLIENTS_ONLY, "\"action\": \"block\""));
    assertThat(made.text("/warnings/0"))
        .isEqualTo(
            "no client is asked for a certificate on api.example.com:"
                + " tls_client_auth.cert_verified is never true there");
    Reply checked =
        api().post(RULES + "/check", "{\"when\": \"not tls_client_auth.cert_verified\"}");
    assertThat(checked.json().at("/warnings").toString())
        .contains("on api.example.com:")
        .doesNotContain("www");
    api().put(SITE + "/client-ca/hosts", hosts("api.example.com"));
    Reply bound = api().put(RULES + "/a", rule("a", CLIENTS_ONLY, "\"action\": \"block\""));
    assertThat(bound.json().at("/warnings")).isEmpty();
  }
}
