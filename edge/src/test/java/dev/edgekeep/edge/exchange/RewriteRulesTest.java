package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.rules.RuleBook;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.Route.Clients;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import dev.edgekeep.snapshot.RuleAction.Rewrite;
import dev.edgekeep.snapshot.RuleAction.Text;
import dev.edgekeep.snapshot.path.PathPattern;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.x509.path.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that rewrite the path and the query of a request. */
final class RewriteRulesTest {
  private static final String PATH = "http.request.uri.path";
  private static final ClientVerdict VERIFIED =
      new ClientVerdict(Verdict.VERIFIED, List.of(), List.of(), "partners", "");

  private final EdgeHarness edge = new EdgeHarness();
  private TestOrigin web;
  private TestOrigin api;

  @BeforeEach
  void start() throws Exception {
    web = TestOrigin.saying("web");
    api = TestOrigin.saying("api");
    serve();
  }

  @AfterEach
  void stop() throws Exception {
    web.close();
    api.close();
    edge.close();
  }

  private void serve(Route... routes) {
    Origin origin = EdgeHarness.origin(web.port());
    edge.serve(
        EdgeHarness.host("www.example.com", origin, Mode.REQUEST).withRoutes(List.of(routes)));
  }

  private Route toApi(String path, Clients clients, @Nullable String prefix) {
    Origin origin =
        new Origin(
            "api",
            EdgeHarness.origin(api.port()).servers(),
            Origin.LoadBalancing.ROUND_ROBIN,
            Eventually.LIMIT,
            Eventually.LIMIT,
            null);
    return new Route(PathPattern.of(path), origin, prefix, clients);
  }

  private void inForce(Rule... rules) {
    edge.rules = RuleBook.EMPTY.next(List.of(rules));
  }

  private static Rule rewrite(String name, @Nullable Text path, @Nullable Text query) {
    return RulesTest.rule(name, "true", new Rewrite(path, query));
  }

  private static Text computed(String expression) {
    return new Text.Computed(RulesTest.value(expression));
  }

  private String get(String target) throws Exception {
    try (RawClient client = new RawClient(edge)) {
      return client.send("GET " + target + " HTTP/1.1\r\nHost: www.example.com\r\n\r\n").response();
    }
  }

  private String sent() throws InterruptedException {
    return web.nextHead().split(" ", 3)[1];
  }

  @ParameterizedTest
  @CsvSource({
    "/old/a/b?x=1, /new/a/b?x=1",
    "/other?x, /other?x",
    "//old/./a, /new/a",
    "/old/%41%3f, /new/A%3F",
  })
  void thePathIsRewrittenByAnExpression(String target, String expected) throws Exception {
    inForce(rewrite("r", computed("regex_replace(" + PATH + ", \"^/old/\", \"/new/\")"), null));
    assertThat(get(target)).endsWith("web");
    assertThat(sent()).isEqualTo(expected);
    assertThat(edge.nextEntry().target()).as("the log has the client's").isEqualTo(target);
  }

  @ParameterizedTest
  @CsvSource({"/a?v=1&x=2, /a?version=1&x=2", "/a, /a"})
  void theQueryIsRewrittenByAnExpression(String target, String expected) throws Exception {
    inForce(
        rewrite(
            "r",
            null,
            computed("regex_replace(http.request.uri.query, \"(^|&)v=\", \"${1}version=\")")));
    get(target);
    assertThat(sent()).isEqualTo(expected);
  }

  @Test
  void bothMayBeFixedAndAnEmptyQueryIsNone() throws Exception {
    inForce(rewrite("r", new Text.Fixed("/a"), new Text.Fixed("q=1")));
    get("/x?y");
    assertThat(sent()).isEqualTo("/a?q=1");
    inForce(rewrite("r", null, new Text.Fixed("")));
    get("/x?y");
    assertThat(sent()).isEqualTo("/x");
  }

  @Test
  void theLaterRuleCountsForEachPartAndRulesSeeTheClientsTarget() throws Exception {
    inForce(
        rewrite("1", new Text.Fixed("/first"), new Text.Fixed("first")),
        RulesTest.rule("2", PATH + " eq \"/x\"", new Rewrite(new Text.Fixed("/second"), null)),
        RulesTest.rule("3", PATH + " eq \"/first\"", RuleAction.Block.FORBIDDEN));
    assertThat(get("/x")).endsWith("web");
    assertThat(sent()).isEqualTo("/second?first");
  }

  @Test
  void aComputedPathEndsNoLineAndIsNormalised() throws Exception {
    inForce(
        rewrite(
            "r",
            computed("url_decode(http.request.uri.query)"),
            computed("url_decode(http.request.uri.query)")));
    get("/?/a/../b%20c%3fd%23e%26f");
    assertThat(sent()).isEqualTo("/b%20c%3Fd%23e&f?/a/../b%20c?d%23e&f");
    inForce(rewrite("r", null, computed("url_decode(http.request.uri.query)")));
    get("/?a%0d%0aX-Admin:%201");
    assertThat(sent()).isEqualTo("/?a%0D%0AX-Admin:%201");
  }

  @ParameterizedTest
  @CsvSource({"%2e%2e%2fadmin%00", "/a%5cb", "/a%252fb"})
  void anAmbiguousPathThatARuleComputesIsRefused(String query) throws Exception {
    inForce(rewrite("r", computed("url_decode(http.request.uri.query)"), null));
    assertThat(get("/?" + query)).startsWith("HTTP/1.1 403 ");
    assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_BLOCKED).detail())
        .startsWith("a rule rewrites the path to ");
    assertThat(web.hasHeads()).isFalse();
  }

  @Test
  void anExpressionWithoutAValueRefusesTheRequest() throws Exception {
    inForce(rewrite("r", computed("http.request.headers[\"x-path\"][0]"), null));
    assertThat(get("/a")).startsWith("HTTP/1.1 403 ");
    assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_BLOCKED).detail())
        .contains("has no target for this request");
  }

  @Test
  void theRequestGoesWhereTheNewPathLeads() throws Exception {
    serve(toApi("/api/*", Clients.ANY, "/"));
    inForce(rewrite("r", computed("concat(\"/api\", " + PATH + ")"), null));
    assertThat(get("/v1/x")).endsWith("api");
    assertThat(api.nextHead()).startsWith("GET /v1/x HTTP/1.1");
  }

  @Test
  void aRewriteLeadsAroundNoProtectedRoute() throws Exception {
    serve(toApi("/admin/*", Clients.VERIFIED, null));
    inForce(rewrite("in", new Text.Fixed("/Admin/x"), null));
    assertThat(get("/open")).as("into a protected route").startsWith("HTTP/1.1 403 ");
    inForce(rewrite("out", new Text.Fixed("/open"), null));
    assertThat(get("/admin/x")).as("out of a protected route").startsWith("HTTP/1.1 403 ");
    edge.verdicts = host -> VERIFIED;
    assertThat(get("/admin/x")).endsWith("web");
    inForce(rewrite("in", new Text.Fixed("/admin/x"), null));
    assertThat(get("/open")).endsWith("api");
  }

  @Test
  void anOpenWebSocketEndsWhenTheRouteOfItsNewPathNoLongerAdmitsTheClient() throws Exception {
    edge.verdicts = host -> VERIFIED;
    try (TestOrigin sockets = WebSocketOrigin.echoing()) {
      Origin origin = EdgeHarness.origin(sockets.port());
      serve(new Route(PathPattern.of("/chat/*"), origin, null, Clients.VERIFIED));
      inForce(rewrite("r", new Text.Fixed("/chat/1"), null));
      try (RawClient client = new RawClient(edge)) {
        client.send(RoutesTest.UPGRADE.replace("/chat/1", "/open"));
        assertThat(client.head()).startsWith("HTTP/1.1 101 ");
        edge.tunnels.recheck();
        assertThat(client.send("hello").body(5)).isEqualTo("hello");
        edge.verdicts = host -> ClientVerdict.ABSENT;
        edge.tunnels.recheck();
        assertThat(client.rest()).isEmpty();
      }
    }
  }

  @Test
  void theTargetOfOptionsForTheWholeServerStays() throws Exception {
    inForce(rewrite("r", new Text.Fixed("/a"), new Text.Fixed("b")));
    try (RawClient client = new RawClient(edge)) {
      client.send("OPTIONS * HTTP/1.1\r\nHost: www.example.com\r\n\r\n").response();
    }
    assertThat(sent()).isEqualTo("*");
  }

  @Test
  void aRedirectMayReplaceByARegularExpression() throws Exception {
    Text to =
        computed(
            "regex_replace(http.request.uri, \"^/blog/([0-9]+)\", \"https://blog.example/${1}\")");
    inForce(RulesTest.rule("r", "true", new RuleAction.Redirect(301, to, false)));
    assertThat(get("/blog/2026/11?x=1"))
        .startsWith("HTTP/1.1 301 ")
        .containsIgnoringCase("location: https://blog.example/2026/11?x=1\r\n");
  }
}
