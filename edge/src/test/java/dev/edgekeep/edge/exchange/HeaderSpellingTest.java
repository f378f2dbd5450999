package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.rules.RuleBook;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A header's name in a spelling that the origin may take for another (invariant 3). */
final class HeaderSpellingTest {
  private final EdgeHarness edge = new EdgeHarness();
  private TestOrigin origin;

  /** Says what came as the body and trailers of a request, or nothing where there was no body. */
  @BeforeEach
  void start() throws Exception {
    origin =
        new TestOrigin((head, in, out) -> {
          String body = head.contains("chunked") ? TestOrigin.readChunked(in) : "";
          String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
          out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
          return true;
        });
    edge.serve(
        EdgeHarness.host(
            "www.example.com",
            EdgeHarness.origin(origin.port()),
            Mode.OFF,
            new ForwardPolicy(Set.of(), "X-Client", true),
            HttpsPolicy.NONE));
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
    edge.close();
  }

  private void inForce(Rule... rules) {
    edge.rules = RuleBook.EMPTY.next(List.of(rules));
  }

  private int status(String name) throws Exception {
    try (RawClient client = new RawClient(edge)) {
      String head = "GET / HTTP/1.1\r\nHost: www.example.com\r\n" + name + ": forged\r\n\r\n";
      return Integer.parseInt(client.send(head).response().substring(9, 12));
    }
  }

  private int statusOverHttp2(String name) throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.get(1, name, "forged");
      return Integer.parseInt(client.response().head().status().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-internal",
        "x_internal",
        "x.internal",
        "x--internal",
        "x-_internal",
        "-x-internal",
        "_x_internal",
        "x-internal-",
        "x!internal",
      })
  void noSpellingPassesARuleAboutAHeader(String name) throws Exception {
    for (String when :
        List.of(
            "http.request.headers[\"x-internal\"][0] eq \"forged\"",
            "any(http.request.headers[\"X_Internal\"][*] eq \"forged\")",
            "any(http.request.headers.names[*] eq \"x-internal\")",
            "any(http.request.headers.names[*] contains \"x-internal\")",
            "any(http.request.headers.names[*] in {\"x_internal\"})",
            "has_key(http.request.headers, \"x-internal\")",
            "has_key(http.request.headers, \"X_Internal\")",
            "len(http.request.headers[\"x-internal\"]) gt 0")) {
      inForce(RulesTest.rule("no", when, RuleAction.Block.FORBIDDEN));
      assertThat(status(name)).as(when).isEqualTo(403);
      assertThat(statusOverHttp2(name)).as(when).isEqualTo(403);
      assertThat(status("x-other")).as(when).isEqualTo(200);
    }
  }

  @Test
  void aNameAsItWasWrittenIsThereForRulesThatLookForIt() throws Exception {
    inForce(
        RulesTest.rule(
            "no", "any(http.request.headers.names[*] contains \"_\")", RuleAction.Block.FORBIDDEN));
    assertThat(status("X_Y")).isEqualTo(403);
    assertThat(status("X-Y")).isEqualTo(200);
  }

  @Test
  void rulesDoNotSeeFieldsThatAreNotForwarded() throws Exception {
    inForce(RulesTest.rule("no agent", "http.user_agent eq \"\"", RuleAction.Block.FORBIDDEN));
    assertThat(status("User_Agent")).isEqualTo(403);
    assertThat(status("User-Agent")).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-who", "x_who", "x.who", "x--who", "-x-who", "X-WHO_"})
  void noSpellingPassesARuleThatSetsOrRemovesAHeader(String name) throws Exception {
    RuleAction set = new RuleAction.SetRequestHeader("X-Who", new RuleAction.Text.Fixed("edge"));
    inForce(RulesTest.rule("set", "true", set));
    assertThat(status(name)).isEqualTo(200);
    assertThat(origin.nextHead()).contains("X-Who: edge").doesNotContain("forged");
    inForce(RulesTest.rule("remove", "true", new RuleAction.RemoveRequestHeader("x_who")));
    assertThat(status(name)).isEqualTo(200);
    assertThat(origin.nextHead()).doesNotContain("forged");
    assertThat(statusOverHttp2(name.toLowerCase(Locale.ROOT))).isEqualTo(200);
    assertThat(origin.nextHead()).doesNotContain("forged");
  }

  @Test
  void trailersCannotSayWhatHeadersCannot() throws Exception {
    RuleAction set = new RuleAction.SetRequestHeader("X-Who", new RuleAction.Text.Fixed("edge"));
    inForce(
        RulesTest.rule("set", "true", set),
        RulesTest.rule("remove", "true", new RuleAction.RemoveRequestHeader("X-Secret")));
    String trailers =
        """
        Client.Cert: 1
        Client--Cert: 1
        X_Client: 1
        Edgekeep-X: 1
        X.Who: 1
        X-Who: 1
        X_Secret: 1
        X-Real-IP: 1
        X-Sum: 2
        """
            .replace("\n", "\r\n");
    String head = "POST / HTTP/1.1\r\nHost: www.example.com\r\nTransfer-Encoding: chunked\r\n\r\n";
    try (RawClient client = new RawClient(edge)) {
      client.send(head + "1\r\na\r\n0\r\n" + trailers + "\r\n");
      assertThat(client.response()).endsWith("\r\n\r\na|X-Sum: 2");
    }
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.headers(1, false, RawHttp2Client.request("POST"));
      client.data(1, false, "a");
      String[] pairs = trailers.toLowerCase(Locale.ROOT).split(": |\r\n");
      client.headers(1, true, RawHttp2Client.add(new DefaultHttp2Headers(), pairs));
      assertThat(client.response().body()).isEqualTo("a|x-sum: 2");
    }
  }
}
