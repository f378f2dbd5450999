package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.rules.RuleBook;
import dev.edgekeep.rules.ParseResult;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.ValueExpression;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import dev.edgekeep.snapshot.RuleAction.Text;
import dev.edgekeep.x509.path.Verdict;
import java.io.EOFException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules in force: what becomes of requests that they describe. */
final class RulesTest {
  private static final RuleAction BLOCK = RuleAction.Block.FORBIDDEN;

  private final EdgeHarness edge = new EdgeHarness();
  private TestOrigin origin;

  @BeforeEach
  void start() throws Exception {
    origin =
        TestOrigin.answering(
            "HTTP/1.1 200 OK\r\nServer: app\r\nX-Old: 1\r\nContent-Length: 5\r\n\r\nhello");
    var app = EdgeHarness.origin(origin.port());
    edge.serve(
        EdgeHarness.host("www.example.com", app, Mode.REQUEST),
        EdgeHarness.host("other.example.com", app, Mode.OFF));
    edge.serverName = "www.example.com";
    edge.verdicts = host -> verdict(Verdict.ABSENT);
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
    edge.close();
  }

  private static ClientVerdict verdict(Verdict verdict) {
    return new ClientVerdict(verdict, List.of(), List.of(), null, "the reason why");
  }

  static Rule rule(String name, String when, RuleAction action) {
    return new Rule(name, expression(when), action, true, null);
  }

  private static RuleExpression expression(String text) {
    return switch (RuleExpression.parse(text)) {
      case ParseResult.Parsed<RuleExpression>(RuleExpression read) -> read;
      case ParseResult.Invalid<RuleExpression>(var problems) ->
          throw new AssertionError(problems.toString());
    };
  }

  static ValueExpression value(String text) {
    return switch (ValueExpression.parse(text)) {
      case ParseResult.Parsed<ValueExpression>(ValueExpression read) -> read;
      case ParseResult.Invalid<ValueExpression>(var problems) ->
          throw new AssertionError(problems.toString());
    };
  }

  @Test
  void aRequestForAnAddressDoesNotGetPastTheRulesOfTheDefaultHost() throws Exception {
    edge.defaultHost = "www.example.com";
    inForce(
        rule("by name", "http.host eq \"www.example.com\"", BLOCK),
        rule("by field", "http.request.headers[\"host\"][0] eq \"www.example.com:8443\"", BLOCK));
    for (String authority : new String[] {"127.0.0.1", "[::1]:8443", "www.example.com"}) {
      try (RawClient client = new RawClient(edge)) {
        client.send("GET / HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
        assertThat(client.response()).startsWith("HTTP/1.1 403 ");
      }
    }
  }

  private void inForce(Rule... rules) {
    edge.rules = edge.rules.next(Arrays.asList(rules));
  }

  private String get(String target, String... fields) throws Exception {
    return getFrom("www.example.com", target, fields);
  }

  private String getFrom(String host, String target, String... fields) throws Exception {
    StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: " + host);
    Arrays.asList(fields).forEach(field -> request.append("\r\n").append(field));
    try (RawClient client = new RawClient(edge)) {
      return client.send(request.append("\r\n\r\n").toString()).response();
    }
  }

  private static void assertOk(String response) {
    assertThat(response).startsWith("HTTP/1.1 200");
  }

  private static void assertBlocked(String response) {
    assertThat(response).startsWith("HTTP/1.1 403");
  }

  @ParameterizedTest
  @CsvSource({"ABSENT, 403", "UNTRUSTED, 403", "EXPIRED, 403", "VERIFIED, 200", "REVOKED, 403"})
  void onlyAVerifiedClientGetsThrough(Verdict verdict, int status) throws Exception {
    inForce(
        rule(
            "clients only",
            "not tls_client_auth.cert_verified and http.host in {\"www.example.com\"}",
            BLOCK));
    edge.verdicts = host -> verdict(verdict);
    assertThat(get("/")).startsWith("HTTP/1.1 " + status);
    assertOk(getFrom("other.example.com", "/"));
  }

  @Test
  void aClientThatIsRevokedIsBlockedOnItsNextRequest() throws Exception {
    inForce(rule("clients only", "not tls_client_auth.cert_verified", BLOCK));
    edge.verdicts = host -> verdict(Verdict.VERIFIED);
    try (RawClient client = new RawClient(edge)) {
      String request = "GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n";
      assertOk(client.send(request).response());
      edge.verdicts = host -> verdict(Verdict.REVOKED);
      assertBlocked(client.send(request).response());
    }
  }

  @Test
  void overHttp2TheSameRulesCount() throws Exception {
    inForce(rule("no", "http.request.version eq \"HTTP/2\"", BLOCK));
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.get(1);
      assertThat(client.response().head().status()).hasToString("403");
    }
    assertOk(get("/"));
  }

  @Test
  void anUpgradeIsARequestLikeAnother() throws Exception {
    inForce(rule("no sockets", "http.request.headers[\"upgrade\"][0] eq \"websocket\"", BLOCK));
    assertBlocked(get("/", "Connection: Upgrade", "Upgrade: websocket"));
  }

  @Test
  void theFirstRuleThatDecidesDecides() throws Exception {
    inForce(
        rule("seen", "true", new RuleAction.Log()),
        rule("let in", "http.request.uri.path eq \"/open\"", new RuleAction.Allow()),
        rule("shut", "true", BLOCK),
        rule("never", "true", new RuleAction.Redirect(302, new Text.Fixed("/x"), false)));
    assertOk(get("/open"));
    assertBlocked(get("/shut"));
    assertThat(edge.rules.rules())
        .extracting(active -> active.matches())
        .containsExactly(2L, 1L, 1L, 0L);
  }

  @Test
  void aRuleThatIsNotEnabledOrForOtherHostsSaysNothing() throws Exception {
    Rule off = new Rule("off", expression("true"), BLOCK, false, null);
    Rule elsewhere =
        new Rule(
            "else", expression("true"), BLOCK, true, Set.of(new HostPattern("other.example.com")));
    inForce(off, elsewhere);
    assertOk(get("/"));
    assertBlocked(getFrom("other.example.com", "/"));
  }

  @Test
  void aBlockedRequestLeavesAnEventAndTheClientDoesNotLearnWhy() throws Exception {
    inForce(rule("secret name", "true", BLOCK));
    String response = get("/", "Accept: application/json");
    assertThat(response).contains("application/json").contains("\"requestId\":\"");
    assertThat(response).doesNotContain("secret");
    assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_BLOCKED))
        .satisfies(event -> {
          assertThat(event.rule()).isEqualTo("secret name");
          assertThat(event.verdict()).isEqualTo(Verdict.ABSENT);
          assertThat(response).contains(String.valueOf(event.requestId()));
        });
    assertThat(edge.nextEntry())
        .satisfies(entry -> {
          assertThat(entry.rule()).isEqualTo("secret name");
          assertThat(entry.status()).isEqualTo(403);
        });
  }

  @Test
  void aRuleThatLogsLeavesAnEvent() throws Exception {
    inForce(rule("watched", "true", new RuleAction.Log()));
    assertOk(get("/"));
    assertThat(edge.events.next(EdgeEvent.Kind.RULE_MATCHED).rule()).isEqualTo("watched");
  }

  @Test
  void anAnswerMayBeChosen() throws Exception {
    inForce(rule("gone", "true", new RuleAction.Block(451, "{\"é\":1}", "application/json")));
    String response = get("/");
    assertThat(response)
        .startsWith("HTTP/1.1 451")
        .containsIgnoringCase("content-type: application/json\r\n")
        .endsWith("\r\n\r\n{\"\u00c3\u00a9\":1}");
  }

  @Test
  void aClientIsSentElsewhereWithItsQuery() throws Exception {
    inForce(
        rule(
            "moved",
            "starts_with(http.request.uri.path, \"/old/\")",
            new RuleAction.Redirect(
                308,
                new Text.Computed(value("concat(\"https://new.example\", http.request.uri.path)")),
                true)),
        rule(
            "split",
            "true",
            new RuleAction.Redirect(
                302, new Text.Computed(value("url_decode(http.request.uri.query)")), false)));
    assertThat(get("/old/a?b=c"))
        .startsWith("HTTP/1.1 308")
        .containsIgnoringCase("location: https://new.example/old/a?b=c\r\n");
    assertThat(get("/?%0d%0aX-Bad:1")).containsIgnoringCase("location: %0D%0AX-Bad:1\r\n");
  }

  @Test
  void headersAreChangedOnTheirWay() throws Exception {
    inForce(
        rule(
            "a",
            "true",
            new RuleAction.SetRequestHeader("X-Who", new Text.Computed(value("ip.src")))),
        rule("b", "true", new RuleAction.RemoveRequestHeader("X-Secret")),
        rule("c", "true", new RuleAction.SetResponseHeader("X-Old", new Text.Fixed("new"))),
        rule("d", "true", new RuleAction.RemoveResponseHeader("Server")));
    String response =
        get("/", "X-Who: forged", "X_Who: forged", "X-Secret: 1", "Connection: X-Who");
    assertThat(response).contains("X-Old: new\r\n").doesNotContain("Server:", "X-Old: 1");
    assertThat(origin.nextHead()).contains("X-Who: 127.0.0.1").doesNotContain("forged", "X-Secret");
  }

  @Test
  void aConnectionIsClosedWithoutAnAnswer() throws Exception {
    inForce(rule("drop", "true", new RuleAction.Close()));
    try (RawClient client = new RawClient(edge)) {
      client.send("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n");
      assertThat(client.rest()).isEmpty();
    }
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.get(1);
      assertThatThrownBy(() -> client.next(RawHttp2Client.HEADERS))
          .isInstanceOf(EOFException.class);
    }
  }

  @Test
  void tooManyRequestsAreAnswered429() throws Exception {
    RuleAction limit =
        new RuleAction.RateLimit(
            List.of(value("http.request.headers[\"x-key\"][0]")),
            Duration.ofHours(1),
            2,
            RuleAction.Block.TOO_MANY);
    inForce(rule("slow", "true", limit));
    assertOk(get("/", "X-Key: a"));
    assertOk(get("/", "X-Key: a"));
    assertThat(get("/", "X-Key: a")).startsWith("HTTP/1.1 429");
    assertOk(get("/", "X-Key: b"));
  }

  @Test
  void aRuleThatStaysKeepsItsCountsWhenOthersChange() throws Exception {
    RuleAction limit =
        new RuleAction.RateLimit(List.of(), Duration.ofHours(1), 1, RuleAction.Block.TOO_MANY);
    inForce(rule("slow", "true", limit));
    assertOk(get("/"));
    RuleBook before = edge.rules;
    inForce(rule("new", "false", BLOCK), rule("slow", "true", limit));
    assertThat(edge.rules).isNotSameAs(before);
    assertThat(get("/")).startsWith("HTTP/1.1 429");
    assertThat(edge.rules.rules().getLast().matches()).isEqualTo(2);
  }

  @Test
  void aLimitAndItsCountGoOnWhenTheRuleGetsAnotherHost() throws Exception {
    RuleAction limit =
        new RuleAction.RateLimit(List.of(), Duration.ofHours(1), 1, RuleAction.Block.TOO_MANY);
    HostPattern www = new HostPattern("www.example.com");
    inForce(new Rule("slow", expression("true"), limit, true, Set.of(www)));
    assertOk(get("/"));
    Set<HostPattern> both = Set.of(www, new HostPattern("new.example.com"));
    inForce(new Rule("slow", expression("true"), limit, true, both));
    assertThat(get("/")).startsWith("HTTP/1.1 429 ");
    assertThat(edge.rules.rules().getFirst().matches()).isEqualTo(2);
  }

  @Test
  void anAddressHasItsCountryWhereThatIsKnown() throws Exception {
    inForce(rule("abroad", "not ip.src.country in {\"DE\"}", BLOCK));
    assertBlocked(get("/"));
    edge.countries = address -> address.isLoopbackAddress() ? "DE" : null;
    assertOk(get("/"));
  }

  @Test
  void aRequestWhoseRulesCannotBeEvaluatedIsBlocked() throws Exception {
    inForce(rule("let in", "ip.src.country eq \"DE\"", new RuleAction.Allow()));
    edge.countries =
        address -> {
          throw new IllegalStateException("the database is broken");
        };
    assertBlocked(get("/"));
    assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_BLOCKED).detail())
        .contains("the rules could not be evaluated", "the database is broken");
  }

  @Test
  void aBodyIsNotWaitedFor() throws Exception {
    inForce(rule("no", "http.request.method eq \"POST\"", BLOCK));
    try (RawClient client = new RawClient(edge)) {
      client.send("POST / HTTP/1.1\r\nHost: www.example.com\r\nContent-Length: 9\r\n\r\n");
      assertBlocked(client.response());
    }
  }
}
