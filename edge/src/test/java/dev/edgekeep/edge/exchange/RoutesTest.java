package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.Route.Clients;
import dev.edgekeep.snapshot.path.PathPattern;
import dev.edgekeep.testing.Eventually;
import dev.edgekeep.x509.path.Verdict;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes of a host: the origin of a path, and the clients that it admits. */
final class RoutesTest {
  private static final ClientVerdict PARTNER =
      new ClientVerdict(Verdict.VERIFIED, List.of(), List.of(), "partners", "");
  private static final ClientVerdict STAFF =
      new ClientVerdict(Verdict.VERIFIED, List.of(), List.of(), "staff", "");

  static final String UPGRADE =
      """
      GET /chat/1 HTTP/1.1\r
      Host: www.example.com\r
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Sec-WebSocket-Version: 13\r
      \r
      """;

  private final EdgeHarness edge = new EdgeHarness();
  private TestOrigin web;
  private TestOrigin api;

  @BeforeEach
  void start() throws Exception {
    web = TestOrigin.saying("web");
    api = TestOrigin.saying("api");
  }

  @AfterEach
  void stop() throws Exception {
    web.close();
    api.close();
    edge.close();
  }

  private static Origin origin(String name, TestOrigin server) {
    return new Origin(
        name,
        EdgeHarness.origin(server.port()).servers(),
        Origin.LoadBalancing.ROUND_ROBIN,
        Eventually.LIMIT,
        Eventually.LIMIT,
        null);
  }

  private static Route route(String path, Origin origin, @Nullable String prefix, Clients clients) {
    return new Route(PathPattern.of(path), origin, prefix, clients);
  }

  private Route toApi(String path, @Nullable String prefix) {
    return route(path, origin("api", api), prefix, Clients.ANY);
  }

  private Route guarded(String path, Clients clients) {
    return route(path, origin("web", web), null, clients);
  }

  private void serve(Route... routes) {
    Host host = EdgeHarness.host("www.example.com", origin("web", web), Mode.REQUEST);
    edge.serve(host.withRoutes(List.of(routes)));
  }

  private String get(String target) throws Exception {
    try (RawClient client = new RawClient(edge)) {
      return get(client, target);
    }
  }

  private static String get(RawClient client, String target) throws Exception {
    return client.send("GET " + target + " HTTP/1.1\r\nHost: www.example.com\r\n\r\n").response();
  }

  private int statusOverHttp2(String path) throws Exception {
    try (RawHttp2Client client = new RawHttp2Client(edge)) {
      client.headers(1, true, RawHttp2Client.request("GET").path(path));
      return Integer.parseInt(client.response().head().status().toString());
    }
  }

  @Test
  void aRouteHasAnOriginAndTheHostsOriginServesTheOtherPaths() throws Exception {
    serve(toApi("/api/*", null), toApi("/status", null));
    assertThat(get("/api/x?q=/api")).endsWith("api");
    assertThat(api.nextHead()).startsWith("GET /api/x?q=/api HTTP/1.1\r\n");
    assertThat(get("/status")).endsWith("api");
    assertThat(get("/status/x")).endsWith("web");
    assertThat(get("/?/api/")).endsWith("web");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/x?y=1, /v1/x?y=1",
    "/api, /",
    "/api?x, /?x",
    "//api//x/%61%40, /x/a%40",
    "/x/../api/y;z, /y;z",
  })
  void theOriginGetsTheRewrittenPathAndTheAccessLogTheClients(String target, String sent)
      throws Exception {
    serve(toApi("/api/*", "/"));
    assertThat(get(target)).endsWith("api");
    assertThat(api.nextHead()).startsWith("GET " + sent + " HTTP/1.1\r\n");
    assertThat(edge.nextEntry().target()).isEqualTo(target);
  }

  @Test
  void aProtectedPathIsForVerifiedClientsAndTheOthersAreOpen() throws Exception {
    serve(guarded("/admin/*", Clients.VERIFIED));
    try (RawClient client = new RawClient(edge)) {
      assertThat(get(client, "/")).startsWith("HTTP/1.1 200 ");
      assertThat(get(client, "/admin/x")).startsWith("HTTP/1.1 403 ");
      EdgeEvent event = edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED);
      assertThat(event.detail())
          .startsWith("the route /admin/* requires a verified client certificate: ")
          .contains("no certificate");
      assertThat(event.verdict()).isEqualTo(Verdict.ABSENT);
      edge.verdicts = host -> PARTNER;
      assertThat(get(client, "/admin/x")).as("the verdict of now").startsWith("HTTP/1.1 200 ");
      edge.verdicts =
          host -> new ClientVerdict(Verdict.REVOKED, List.of(), List.of(), null, "it was revoked");
      assertThat(get(client, "/admin/x")).startsWith("HTTP/1.1 403 ");
      assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).detail())
          .endsWith("it was revoked");
      assertThat(get(client, "/x")).as("other paths stay open").startsWith("HTTP/1.1 200 ");
    }
    assertThat(statusOverHttp2("/admin")).isEqualTo(403);
  }

  @Test
  void aRouteMayAdmitTheClientsOfSomeClientCas() throws Exception {
    serve(guarded("/admin/*", new Clients.VerifiedBy(Set.of("staff"))));
    edge.verdicts = host -> STAFF;
    assertThat(get("/admin")).startsWith("HTTP/1.1 200 ");
    edge.verdicts = host -> PARTNER;
    assertThat(get("/admin")).startsWith("HTTP/1.1 403 ");
    assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).detail())
        .isEqualTo(
            "the route /admin/* admits certificates of staff, and partners verified this one");
    edge.verdicts = host -> ClientVerdict.ABSENT;
    assertThat(get("/admin")).startsWith("HTTP/1.1 403 ");
  }

  @Test
  void aRouteForClientCasThatTheHostDoesNotTrustAdmitsNobody() throws Exception {
    serve(guarded("/admin/*", new Clients.VerifiedBy(Set.of())));
    edge.verdicts = host -> STAFF;
    assertThat(get("/admin")).startsWith("HTTP/1.1 403 ");
  }

  @Test
  void anOpenPathWithinAProtectedOneComesFirst() throws Exception {
    serve(toApi("/admin/login", null), guarded("/*", Clients.VERIFIED));
    assertThat(get("/admin/login")).startsWith("HTTP/1.1 200 ").endsWith("api");
    for (String target : List.of("/admin/login/", "/admin/Login", "/admin/login/x", "/", "*")) {
      String method = target.equals("*") ? "OPTIONS " : "GET ";
      try (RawClient client = new RawClient(edge)) {
        client.send(method + target + " HTTP/1.1\r\nHost: www.example.com\r\n\r\n");
        assertThat(client.response()).as(target).startsWith("HTTP/1.1 403 ");
      }
    }
    assertThat(web.hasHeads()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin",
        "/admin/",
        "/ADMIN/x",
        "//admin",
        "/./admin/x",
        "/x/../admin",
        "/%61dmin/x",
        "/%41dmin",
        "/admin;x",
        "/admin./x",
        "/admin%20/x",
        "/%61dm%C4%B1n/x",
        "http://www.example.com//admin",
        "/admin%2fx",
        "/x%2f..%2fadmin",
        "/..;/admin",
        "/admin;x/y",
        "/%5cadmin",
        "/admin%00",
        "/x/%2e%2e/admin",
      })
  void noSpellingPassesAProtectedRoute(String target) throws Exception {
    serve(guarded("/admin/*", Clients.VERIFIED));
    assertThat(get(target)).matches("(?s)HTTP/1.1 (400|403) .*");
    assertThat(web.hasHeads()).isFalse();
  }

  @Test
  void aRewriteLeadsAroundNoRouteThatProtectsTheSameOrigin() throws Exception {
    serve(
        route("/public/*", origin("web", web), "/", Clients.ANY),
        toApi("/api/*", "/"),
        guarded("/admin/*", Clients.VERIFIED));
    assertThat(get("/public/x")).startsWith("HTTP/1.1 200 ");
    assertThat(get("/public/Admin/x")).startsWith("HTTP/1.1 403 ");
    assertThat(get("/api/admin/x")).as("another origin").startsWith("HTTP/1.1 200 ");
    edge.verdicts = host -> PARTNER;
    assertThat(get("/public/admin/x")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void anOpenWebSocketEndsWhenItsRouteNoLongerAdmitsTheClient() throws Exception {
    edge.verdicts = host -> PARTNER;
    try (TestOrigin sockets = WebSocketOrigin.echoing()) {
      serve(route("/chat/*", origin("chat", sockets), null, Clients.VERIFIED));
      try (RawClient client = new RawClient(edge)) {
        client.send(UPGRADE);
        assertThat(client.head()).startsWith("HTTP/1.1 101 ");
        edge.tunnels.recheck();
        assertThat(client.send("hello").body(5)).isEqualTo("hello");
        edge.verdicts = host -> ClientVerdict.ABSENT;
        edge.tunnels.recheck();
        assertThat(client.rest()).isEmpty();
        assertThat(edge.events.next(EdgeEvent.Kind.REQUEST_REFUSED).detail())
            .startsWith("an open WebSocket was ended: the route /chat/* requires");
      }
    }
  }
}
