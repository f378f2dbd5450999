package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.rules.RuleBook;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.ForwardPolicy.AmbiguousPaths;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A path that is spelt so that an origin may read it as another. */
final class PathSpellingTest {
  private final EdgeHarness edge = new EdgeHarness();
  private TestOrigin origin;

  @BeforeEach
  void start() throws Exception {
    origin = TestOrigin.saying("hello");
    serve(AmbiguousPaths.REFUSE);
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
    edge.close();
  }

  private void serve(AmbiguousPaths paths) {
    edge.serve(
        EdgeHarness.host(
            "www.example.com",
            EdgeHarness.origin(origin.port()),
            Mode.OFF,
            new ForwardPolicy(Set.of(), "X-Forwarded-For", true, paths),
            HttpsPolicy.NONE));
  }

  private void inForce(String when, RuleAction action) {
    Rule rule = RulesTest.rule("rule", when, action);
    edge.rules = RuleBook.EMPTY.next(List.of(rule));
  }

  private String get(String target) throws Exception {
    try (RawClient client = new RawClient(edge)) {
      return client.send("GET " + target + " HTTP/1.1\r\nHost: www.example.com\r\n\r\n").response();
    }
  }

  private int statusOverHttp2(String path) throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.headers(1, true, RawHttp2Client.request("GET").path(path));
      return Integer.parseInt(client.response().head().status().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/x/%2e%2e%2fadmin",
        "/x%2f..%2fadmin",
        "/%2fadmin",
        "/admin%2fx",
        "/..;/admin",
        "/x/..;/admin",
        "/admin;x/y",
        "/admin%00",
        "/%5cadmin",
        "/\\admin",
        "/x/%2e%2e/admin",
        "/%u0061dmin",
        "/admin%",
        "/%c0%afadmin",
        "https://www.example.com/%2fadmin",
      })
  void anAmbiguousPathIsRefusedAndNeverForwarded(String target) throws Exception {
    assertThat(get(target)).startsWith("HTTP/1.1 400 ").doesNotContain("Connection: close");
    EdgeEvent event = edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED);
    assertThat(event.detail()).isNotEmpty();
    assertThat(event.host()).isEqualTo("www.example.com");
    assertThat(statusOverHttp2(target.replace("https://www.example.com", ""))).isEqualTo(400);
    assertThat(origin.hasHeads()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin",
        "//admin",
        "/./admin",
        "/x/../admin",
        "/%61dmin",
        "/admin;x",
        "/admin;x=/y",
        "/admin.",
        "/admin%20",
        "/admin%2e",
        "/admin%3bx",
        "/admin?x",
        "/admin?/../y",
        "HTTP://www.example.com//admin",
      })
  void noSpellingPassesARuleAboutAPath(String target) throws Exception {
    for (String when :
        List.of(
            "http.request.uri.path eq \"/admin\" or http.request.uri.path eq \"/admin/y\"",
            "starts_with(http.request.uri, \"/admin\")",
            "starts_with(http.request.full_uri, \"https://www.example.com/admin\")")) {
      inForce(when, RuleAction.Block.FORBIDDEN);
      int expected = target.equals("/admin;x=/y") ? 400 : 403;
      assertThat(get(target)).as(when).startsWith("HTTP/1.1 " + expected);
    }
    assertThat(origin.hasHeads()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/a//b/./c/../d?q=//./%2e, /a/b/d?q=//./%2e",
    "/%61%40%2c, /a%40%2C",
    "/a;v=1?;x, /a;v=1?;x",
    "//?, /?",
    "/a|b, /a%7Cb",
    "/%252e%252e%252fadmin, /%252e%252e%252fadmin",
    "https://www.example.com?x=%00, /?x=%00",
  })
  void theOriginGetsThePathThatWasJudgedAndTheQueryAsItWas(String target, String sent)
      throws Exception {
    assertThat(get(target)).startsWith("HTTP/1.1 200 ");
    assertThat(origin.nextHead()).startsWith("GET " + sent + " HTTP/1.1\r\n");
    assertThat(edge.nextEntry().target()).isEqualTo(target.replace("https://www.example.com", "/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%2Fb", "/a//b", "/..;/x", "/%00", "/a%zz", "/x/../y"})
  void aHostMayAllowAmbiguousPaths(String target) throws Exception {
    serve(AmbiguousPaths.ALLOW);
    assertThat(get(target)).startsWith("HTTP/1.1 200 ");
    assertThat(origin.nextHead()).startsWith("GET " + target + " HTTP/1.1\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/x/%2e%2e%2fadmin", "/%5cadmin", "/..;/admin", "/admin%00", "/admin;x"})
  void whereAmbiguousPathsAreAllowedRulesReadThemStrictly(String target) throws Exception {
    serve(AmbiguousPaths.ALLOW);
    inForce("http.request.uri.path eq \"/admin\"", RuleAction.Block.FORBIDDEN);
    assertThat(get(target)).startsWith("HTTP/1.1 403");
  }

  @Test
  void aRedirectToTheRequestsPathStaysOnItsHost() throws Exception {
    RuleAction.Text path = new RuleAction.Text.Computed(RulesTest.value("http.request.uri"));
    inForce("true", new RuleAction.Redirect(302, path, false));
    assertThat(get("//evil.example/x?y")).containsIgnoringCase("location: /evil.example/x?y\r\n");
  }

  @Test
  void rulesThatAskForItHaveTheTargetAsItWasWritten() throws Exception {
    inForce("raw.http.request.uri contains \"/./\"", RuleAction.Block.FORBIDDEN);
    assertThat(get("/./a")).startsWith("HTTP/1.1 403");
  }

  @Test
  void theExtensionIsThatOfWhatAnOriginServes() throws Exception {
    inForce("http.request.uri.path.extension eq \"php\"", RuleAction.Block.FORBIDDEN);
    for (String target : List.of("/a.php", "/a.PHP.", "/a.php;.png", "/a.ph%70", "/a.php%20")) {
      assertThat(get(target)).as(target).startsWith("HTTP/1.1 403");
    }
  }
}
