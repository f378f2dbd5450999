package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.HttpsPolicy;
import dev.edgekeep.x509.path.Verdict;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The host that answers is the one of the handshake, or nobody (invariants 1 and 2). */
final class HostChoiceTest {
  private final EdgeHarness edge = new EdgeHarness();
  private TestOrigin origin;

  @BeforeEach
  void start() throws Exception {
    origin = TestOrigin.saying("hello");
    var app = EdgeHarness.origin(origin.port());
    edge.serve(
        EdgeHarness.host("off.example.com", app, Mode.OFF),
        EdgeHarness.host("request.example.com", app, Mode.REQUEST),
        EdgeHarness.host("require.example.com", app, Mode.REQUIRE),
        EdgeHarness.host("other.example.com", app, Mode.REQUIRE),
        EdgeHarness.host("*.dev.example.com", app, Mode.REQUIRE),
        EdgeHarness.host(
            "moved.example.com",
            app,
            Mode.OFF,
            ForwardPolicy.DEFAULT,
            new HttpsPolicy(OptionalInt.of(308), new HttpsPolicy.Hsts(600, true, false))));
    edge.verdicts = host -> verdict(Verdict.VERIFIED);
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
    edge.close();
  }

  private static ClientVerdict verdict(Verdict verdict) {
    return new ClientVerdict(verdict, List.of(), List.of(), null, "the reason why");
  }

  private String ask(String host) throws Exception {
    try (RawClient client = new RawClient(edge)) {
      return client.send("GET /x?y HTTP/1.1\r\nHost: " + host + "\r\n\r\n").response();
    }
  }

  @ParameterizedTest(name = "handshake for {0}, request for {1}: {2}")
  @CsvSource({
    "off.example.com, off.example.com, 200",
    "require.example.com, require.example.com, 200",
    "require.example.com, REQUIRE.Example.Com, 200",
    "require.example.com, require.example.com:8443, 200",
    "require.example.com, require.example.com., 200",
    "require.example.com, off.example.com, 200",
    "off.example.com, require.example.com, 421",
    "off.example.com, request.example.com, 421",
    "request.example.com, require.example.com, 421",
    "require.example.com, other.example.com, 421",
    "require.example.com, request.example.com, 421",
    "a.dev.example.com, b.dev.example.com, 200",
    "a.dev.example.com, require.example.com, 421",
    "require.example.com, unknown.example.com, 421",
    "unknown.example.com, require.example.com, 421",
    "unknown.example.com, off.example.com, 200",
    "require.example.com, 127.0.0.1, 421",
    "require.example.com, [::1]:8443, 421",
  })
  void aRequestForAnotherHostThanTheHandshakesIsMisdirected(
      String serverName, String host, int status) throws Exception {
    edge.serverName = serverName;
    assertThat(ask(host)).startsWith("HTTP/1.1 " + status + " ");
    assertThat(origin.hasHeads()).isEqualTo(status == 200);
  }

  @Test
  void theHostOfAnAbsoluteTargetCounts() throws Exception {
    edge.serverName = "off.example.com";
    try (RawClient client = new RawClient(edge)) {
      client.send("GET https://require.example.com/ HTTP/1.1\r\nHost: off.example.com\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 421 ");
      client.send("GET https://off.example.com?q HTTP/1.1\r\nHost: require.example.com\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      assertThat(origin.nextHead()).startsWith("GET /?q HTTP/1.1\r\nHost: off.example.com\r\n");
    }
  }

  @ParameterizedTest(name = "default host {0}, handshake for {1}, request for {2}: {3}")
  @CsvSource({
    "require.example.com, require.example.com, 127.0.0.1, 200",
    "require.example.com, require.example.com, 127.0.0.1:8443, 200",
    "require.example.com, require.example.com, 127.0.0.1., 200",
    "require.example.com, require.example.com, [::1], 200",
    "require.example.com, require.example.com, [::1]:8443, 200",
    "require.example.com, require.example.com, [2001:DB8::A]:8443, 200",
    "require.example.com, off.example.com, 127.0.0.1, 421",
    "require.example.com, off.example.com, [::1], 421",
    "require.example.com, other.example.com, 127.0.0.1, 421",
    "off.example.com, require.example.com, 127.0.0.1, 200",
    "gone.example.com, require.example.com, 127.0.0.1, 421",
    "require.example.com, require.example.com, unknown.example.com, 421",
    "require.example.com, require.example.com, 127.1, 421",
    "require.example.com, require.example.com, [127.0.0.1], 421",
    "require.example.com, require.example.com, [v1.a], 421",
    ", require.example.com, 127.0.0.1, 421",
    ", require.example.com, [::1]:8443, 421"
  })
  void aRequestForAnAddressIsForTheDefaultHost(
      String defaultHost, String serverName, String authority, int status) throws Exception {
    edge.defaultHost = defaultHost;
    edge.serverName = serverName;
    assertThat(ask(authority)).startsWith("HTTP/1.1 " + status + " ");
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.headers(1, true, RawHttp2Client.request("GET").authority(authority));
      assertThat(client.response().head().status()).hasToString("" + status);
    }
  }

  @Test
  void rulesLogAndOriginSeeTheDefaultHostInPlaceOfAnAddress() throws Exception {
    edge.defaultHost = "require.example.com";
    edge.serverName = "require.example.com";
    assertThat(ask("127.0.0.1:8443")).startsWith("HTTP/1.1 200 ");
    assertThat(origin.nextHead())
        .contains("\r\nHost: require.example.com:8443\r\n")
        .doesNotContain("Host: 127.0.0.1");
    assertThat(edge.nextEntry().host()).isEqualTo("require.example.com:8443");
    edge.verdicts = host -> verdict(Verdict.REVOKED);
    assertThat(ask("[::1]")).startsWith("HTTP/1.1 403 ");
    assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).host())
        .isEqualTo("require.example.com");
  }

  @Test
  void aVerdictThatNoLongerHoldsEndsALiveConnection() throws Exception {
    edge.serverName = "require.example.com";
    try (RawClient client = new RawClient(edge)) {
      String request = "GET / HTTP/1.1\r\nHost: require.example.com\r\n\r\n";
      assertThat(client.send(request).response()).startsWith("HTTP/1.1 200 ");
      edge.verdicts = host -> verdict(Verdict.REVOKED);
      String answer = client.send(request).rest();
      assertThat(answer).startsWith("HTTP/1.1 403 ").contains("Connection: close");
      assertThat(answer).doesNotContain("reason why").doesNotContainIgnoringCase("revoked");
    }
    EdgeEvent event = edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED);
    assertThat(event.verdict()).isEqualTo(Verdict.REVOKED);
    assertThat(event.detail()).isEqualTo("the reason why");
    assertThat(event.acceptableCas()).containsExactly("partners");
  }

  @Test
  void aHostThatRequestsServesClientsThatAreNotVerified() throws Exception {
    edge.serverName = "request.example.com";
    edge.verdicts = host -> verdict(Verdict.EXPIRED);
    assertThat(ask("request.example.com")).startsWith("HTTP/1.1 200 ");
    assertThat(edge.nextEntry().verdict()).isEqualTo(Verdict.EXPIRED);
  }

  @Test
  void plaintextRequestsAreRedirectedOrRefusedAndNeverForwarded() throws Exception {
    edge.isSecure = false;
    String answer = ask("moved.example.com:8080");
    assertThat(answer)
        .startsWith("HTTP/1.1 308 ")
        .containsIgnoringCase("location: https://moved.example.com:8443/x?y\r\n")
        .doesNotContainIgnoringCase("strict-transport-security");
    assertThat(ask("off.example.com")).startsWith("HTTP/1.1 421 ");
    assertThat(ask("unknown.example.com")).startsWith("HTTP/1.1 421 ");
    assertThat(origin.hasHeads()).isFalse();
  }

  @Test
  void aHostMayAskBrowsersToStayOnHttps() throws Exception {
    edge.serverName = "moved.example.com";
    assertThat(ask("moved.example.com"))
        .containsIgnoringCase("strict-transport-security: max-age=600; includeSubDomains\r\n");
  }

  @Test
  void edgeAnswersArePagesOrJson() throws Exception {
    try (RawClient client = new RawClient(edge)) {
      String start = "GET / HTTP/1.1\r\nHost: unknown.example.com\r\nAccept: ";
      String page = client.send(start + "text/html,*/*\r\n\r\n").response();
      assertThat(page).contains("<h1>421 Misdirected Request</h1>");
      String json = client.send(start + "application/json\r\n\r\n").response();
      String id = edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).requestId();
      assertThat(page).contains("x-request-id: " + id).contains("<code>" + id + "</code>");
      id = edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).requestId();
      assertThat(json).contains("application/json").contains("\"requestId\":\"" + id + "\"");
    }
  }
}
