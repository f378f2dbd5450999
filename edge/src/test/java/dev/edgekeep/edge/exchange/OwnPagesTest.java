package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ErrorPages;
import dev.edgekeep.snapshot.ErrorPages.Page;
import dev.edgekeep.snapshot.ExchangePolicy;
import dev.edgekeep.snapshot.SecurityTxt;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host's own pages: for errors, in maintenance, and its security.txt. */
final class OwnPagesTest {
  private static final ErrorPages PAGES =
      new ErrorPages(
          Map.of(
              "502",
                  new Page("text/html; charset=utf-8", "<h1>Sorry ü</h1>${request.id} ${status}"),
              "5xx", new Page("text/plain", "later"),
              "403", new Page("application/json", "{\"no\": \"${request.id}\"}")));

  private final EdgeHarness edge = new EdgeHarness();

  @AfterEach
  void stop() {
    edge.close();
  }

  private EdgeHarness serving(TestOrigin origin, ExchangePolicy policy) {
    return edge.serve(
        EdgeHarness.host("www.example.com", EdgeHarness.origin(origin.port())).withExchange(policy),
        EdgeHarness.host("other.example.com", EdgeHarness.origin(origin.port())));
  }

  private String get(String host, String target, String... fields) throws IOException {
    try (RawClient client = new RawClient(edge)) {
      return client
          .send(
              "GET "
                  + target
                  + " HTTP/1.1\r\nHost: "
                  + host
                  + "\r\n"
                  + String.join("", fields)
                  + "\r\n")
          .response();
    }
  }

  private static TestOrigin failing() throws IOException {
    return TestOrigin.answering("nonsense\r\n\r\n");
  }

  @Test
  void anErrorHasThePageOfItsHostAndNothingOfTheCause() throws Exception {
    try (TestOrigin origin = failing();
        RawHttp2Client second =
            new RawHttp2Client(serving(origin, ExchangePolicy.DEFAULT.withErrorPages(PAGES)))) {
      String response = get("www.example.com", "/");
      String id = response.split("(?i)x-request-id: ", 2)[1].split("\r\n", 2)[0];
      assertThat(response)
          .startsWith("HTTP/1.1 502 ")
          .containsIgnoringCase("\r\ncontent-type: text/html; charset=utf-8\r\n")
          .containsIgnoringCase("\r\ncache-control: no-store\r\n")
          .endsWith("<h1>Sorry \u00c3\u00bc</h1>" + id + " 502")
          .doesNotContain("nonsense");
      assertThat(get("other.example.com", "/")).contains("<h1>502 Bad Gateway</h1>");
      second.get(1);
      assertThat(second.response().body()).startsWith("<h1>Sorry");
    }
  }

  @Test
  void programsThatAskForJsonGetItUnlessThePageIsJson() throws Exception {
    try (TestOrigin origin = failing()) {
      serving(origin, ExchangePolicy.DEFAULT.withErrorPages(PAGES));
      assertThat(get("www.example.com", "/", "Accept: application/json\r\n"))
          .contains("{\"status\":502,");
      edge.serve(
          EdgeHarness.host(
                  "www.example.com", EdgeHarness.origin(origin.port()), ClientAuth.Mode.REQUIRE)
              .withExchange(ExchangePolicy.DEFAULT.withErrorPages(PAGES)));
      assertThat(get("www.example.com", "/", "Accept: application/json\r\n"))
          .startsWith("HTTP/1.1 403 ")
          .contains("{\"no\": \"");
    }
  }

  @Test
  void aClassOfStatusesMayHaveAPage() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("ok")) {
      serving(origin, ExchangePolicy.DEFAULT.withErrorPages(PAGES).withMaintenance(true));
      assertThat(get("www.example.com", "/")).startsWith("HTTP/1.1 503 ").endsWith("later");
    }
  }

  @Test
  void aResponseOfTheOriginKeepsItsPage() throws Exception {
    String answer = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nown";
    try (TestOrigin origin = TestOrigin.answering(answer)) {
      serving(origin, ExchangePolicy.DEFAULT.withErrorPages(PAGES));
      assertThat(get("www.example.com", "/")).endsWith("\r\n\r\nown");
    }
  }

  @Test
  void aHostInMaintenanceAnswers503AndAsksNoOrigin() throws Exception {
    try (TestOrigin origin = TestOrigin.saying("ok");
        RawHttp2Client second =
            new RawHttp2Client(serving(origin, ExchangePolicy.DEFAULT.withMaintenance(true)))) {
      assertThat(get("www.example.com", "/a"))
          .startsWith("HTTP/1.1 503 ")
          .containsIgnoringCase("\r\nretry-after: 300\r\n");
      second.get(1);
      assertThat(second.response().head().status()).hasToString("503");
      assertThat(origin.connections()).isZero();
      assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).detail())
          .isEqualTo("www.example.com is in maintenance");
      assertThat(edge.metrics.refusedRequests).containsExactly("maintenance", "maintenance");
      assertThat(get("other.example.com", "/a")).endsWith("ok");
      serving(origin, ExchangePolicy.DEFAULT);
      assertThat(get("www.example.com", "/a")).endsWith("ok");
    }
  }

  @Test
  void aClientSeesItsVerdictOnThePageOfAHostThatShowsIt() throws Exception {
    String path = "/.well-known/edgekeep/client-certificate";
    try (TestOrigin origin = TestOrigin.saying("ok")) {
      edge.serve(
          EdgeHarness.host(
                  "www.example.com", EdgeHarness.origin(origin.port()), ClientAuth.Mode.REQUEST)
              .withExchange(ExchangePolicy.DEFAULT.withCertificatePage(true)),
          EdgeHarness.host("other.example.com", EdgeHarness.origin(origin.port())));
      String page = get("www.example.com", path);
      String id = page.split("(?i)x-request-id: ", 2)[1].split("\r\n", 2)[0];
      assertThat(page)
          .startsWith("HTTP/1.1 200 ")
          .containsIgnoringCase("content-security-policy: default-src 'none'")
          .containsIgnoringCase("cache-control: no-store")
          .contains("Your client sent no certificate", id)
          .doesNotContain("partners", "Test");
      assertThat(get("www.example.com", path + "?a=<script>")).endsWith("ok");
      assertThat(get("other.example.com", path)).endsWith("ok");
      assertThat(get("www.example.com", path, "Accept-Language: zh-CN\r\n"))
          .contains("lang=\"zh-CN\"");
      String last = page;
      for (int i = 0; i < 30; i++) {
        last = get("www.example.com", path);
      }
      assertThat(last).startsWith("HTTP/1.1 429 ").containsIgnoringCase("retry-after: 60");
    }
  }

  @Test
  void securityTxtIsServedAlsoInMaintenance() throws Exception {
    SecurityTxt txt =
        new SecurityTxt(
            List.of("mailto:security@example.com", "https://example.com/report"),
            Instant.parse("2027-12-31T00:00:00Z"),
            List.of(new SecurityTxt.Link(SecurityTxt.Field.POLICY, "https://example.com/policy")),
            List.of("en", "de"));
    try (TestOrigin origin = TestOrigin.saying("ok")) {
      serving(origin, ExchangePolicy.DEFAULT.withSecurityTxt(txt).withMaintenance(true));
      assertThat(get("www.example.com", "/.well-known/security.txt"))
          .startsWith("HTTP/1.1 200 ")
          .containsIgnoringCase("content-type: text/plain; charset=utf-8")
          .endsWith(
              """
              Contact: mailto:security@example.com
              Contact: https://example.com/report
              Expires: 2027-12-31T00:00:00Z
              Policy: https://example.com/policy
              Preferred-Languages: en, de
              """);
      serving(origin, ExchangePolicy.DEFAULT.withSecurityTxt(txt));
      assertThat(get("www.example.com", "/.well-known/security.txt.sig")).endsWith("ok");
      assertThat(get("other.example.com", "/.well-known/security.txt")).endsWith("ok");
    }
  }
}
