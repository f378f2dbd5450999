package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.Cors;
import dev.edgekeep.snapshot.RuleAction;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that answer: fixed responses, and the CORS protocol. */
final class ResponseActionsTest {
  private static final Cors APP =
      new Cors(
          List.of("https://app.example.com", "https://*.apps.example.com"),
          List.of("GET", "PUT"),
          List.of("Content-Type", "X-Key"),
          List.of("X-Total"),
          true,
          600);
  private static final String PREFLIGHT = "Access-Control-Request-Method: PUT\r\n";

  private final EdgeHarness edge = new EdgeHarness();
  private TestOrigin origin;

  @BeforeEach
  void start() throws IOException {
    origin =
        TestOrigin.answering(
            "HTTP/1.1 200 OK\r\nVary: Cookie\r\nAccess-Control-Allow-Origin: *\r\n"
                + "Access-Control-Allow-Credentials: true\r\nContent-Length: 2\r\n\r\nok");
    edge.serve(EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())));
  }

  @AfterEach
  void stop() throws IOException {
    origin.close();
    edge.close();
  }

  private void inForce(RuleAction action) {
    edge.rules = edge.rules.next(List.of(RulesTest.rule("it", "http.host ne \"x\"", action)));
  }

  private String send(String method, String... fields) throws IOException {
    try (RawClient client = new RawClient(edge)) {
      String request = method + " / HTTP/1.1\r\nHost: www.example.com\r\n";
      return client
          .send(request + String.join("", fields) + "\r\n")
          .response()
          .toLowerCase(Locale.ROOT);
    }
  }

  private static String from(String origin) {
    return "Origin: " + origin + "\r\n";
  }

  @Test
  void aFixedResponseIsNotAnError() throws Exception {
    inForce(new RuleAction.Respond(200, "User-agent: *\n", null));
    assertThat(send("GET"))
        .startsWith("http/1.1 200 ok")
        .contains("\r\ncontent-type: text/plain; charset=utf-8\r\n")
        .endsWith("\r\n\r\nuser-agent: *\n");
    try (RawClient client = new RawClient(edge)) {
      assertThat(client.send("HEAD / HTTP/1.1\r\nHost: www.example.com\r\n\r\n").head())
          .contains("Content-Length: 14");
    }
    assertThat(origin.connections()).isZero();
    assertThat(edge.metrics.refusedRequests).isEmpty();
    edge.events.expectNoMore();
    assertThat(edge.nextEntry().outcome()).isEqualTo("edge");
  }

  @Test
  void aFixedResponseHasItsStatusAndType() throws Exception {
    inForce(new RuleAction.Respond(410, "{}", "application/json"));
    assertThat(send("POST", "Content-Length: 2\r\n"))
        .startsWith("http/1.1 410 gone")
        .contains("\r\ncontent-type: application/json\r\n");
    inForce(new RuleAction.Respond(204, null, null));
    assertThat(send("GET")).startsWith("http/1.1 204 ").doesNotContain("content-");
  }

  @Test
  void anAnswerOfTheEdgeCanBeReadByTheAllowedOrigin() throws Exception {
    edge.rules =
        edge.rules.next(
            List.of(
                RulesTest.rule("app", "http.host ne \"x\"", new RuleAction.AllowOrigins(APP)),
                RulesTest.rule(
                    "no", "http.request.method eq \"PUT\"", RuleAction.Block.FORBIDDEN)));
    assertThat(send("PUT", from("https://app.example.com"), "Content-Length: 0\r\n"))
        .startsWith("http/1.1 403 ")
        .contains(
            "\r\naccess-control-allow-origin: https://app.example.com\r\n",
            "\r\naccess-control-allow-credentials: true\r\n",
            "\r\nvary: origin\r\n");
    assertThat(send("PUT", from("https://evil.example"), "Content-Length: 0\r\n"))
        .startsWith("http/1.1 403 ")
        .contains("\r\nvary: origin\r\n")
        .doesNotContain("access-control-allow");
    origin.close();
    assertThat(send("GET", from("https://app.example.com")))
        .startsWith("http/1.1 502 ")
        .contains("\r\naccess-control-allow-origin: https://app.example.com\r\n");
  }

  @Test
  void aPreflightIsAnsweredByTheEdge() throws Exception {
    inForce(new RuleAction.AllowOrigins(APP));
    assertThat(send("OPTIONS", from("https://app.example.com"), PREFLIGHT))
        .startsWith("http/1.1 204 ")
        .contains(
            "\r\naccess-control-allow-origin: https://app.example.com\r\n",
            "\r\naccess-control-allow-methods: get, put\r\n",
            "\r\naccess-control-allow-headers: content-type, x-key\r\n",
            "\r\naccess-control-allow-credentials: true\r\n",
            "\r\naccess-control-max-age: 600\r\n",
            "\r\nvary: origin, access-control-request-method, access-control-request-headers\r\n");
    assertThat(send("OPTIONS", from("https://evil.example"), PREFLIGHT))
        .startsWith("http/1.1 204 ")
        .contains("\r\nvary: origin")
        .doesNotContain("access-control-allow");
    assertThat(origin.connections()).isZero();
    // Not a preflight: the origin's own OPTIONS.
    assertThat(send("OPTIONS", from("https://app.example.com"))).startsWith("http/1.1 200 ");
    assertThat(send("OPTIONS", PREFLIGHT)).startsWith("http/1.1 200 ");
  }

  @Test
  void aPreflightOverHttp2IsAnsweredByTheEdge() throws Exception {
    inForce(new RuleAction.AllowOrigins(APP));
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.headers(
          1,
          true,
          RawHttp2Client.request(
              "OPTIONS",
              "origin",
              "https://app.example.com",
              "access-control-request-method",
              "PUT"));
      Http2Headers head = client.response().head();
      assertThat(head.status()).hasToString("204");
      assertThat(head.get("access-control-allow-origin")).hasToString("https://app.example.com");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example.com, true",
    "https://a.apps.example.com, true",
    "https://a.b.apps.example.com, true",
    "https://apps.example.com, false",
    "https://.apps.example.com, false",
    "https://..apps.example.com, false",
    "http://a.apps.example.com, false",
    "https://a.apps.example.com:8443, false",
    "https://evil.com/.apps.example.com, false",
    "https://evil.com#.apps.example.com, false",
    "https://app.example.com.evil.com, false",
    "https://evilapps.example.com, false",
    "null, false",
    "*, false",
  })
  void onlyTheNamedOriginsMayReadResponses(String from, boolean isAllowed) throws Exception {
    inForce(new RuleAction.AllowOrigins(APP));
    String response = send("GET", from(from));
    assertThat(response).contains("\r\nvary: cookie\r\n", "\r\nvary: origin\r\n").endsWith("ok");
    if (isAllowed) {
      assertThat(response)
          .contains(
              "\r\naccess-control-allow-origin: " + from + "\r\n",
              "\r\naccess-control-expose-headers: x-total\r\n",
              "\r\naccess-control-allow-credentials: true\r\n");
    } else {
      assertThat(response).doesNotContain("access-control");
    }
  }

  @Test
  void aResponseWithoutOriginVariesToo() throws Exception {
    inForce(new RuleAction.AllowOrigins(APP));
    assertThat(send("GET")).contains("\r\nvary: origin\r\n").doesNotContain("access-control");
  }

  @Test
  void everyOriginMayReadWithoutCredentials() throws Exception {
    inForce(
        new RuleAction.AllowOrigins(
            new Cors(List.of("*"), List.of("GET"), List.of(), List.of(), false, 0)));
    assertThat(send("GET", from("https://evil.example")))
        .contains("\r\naccess-control-allow-origin: *\r\n", "\r\nvary: cookie\r\n")
        .doesNotContain("access-control-allow-credentials", "vary: origin");
  }
}
