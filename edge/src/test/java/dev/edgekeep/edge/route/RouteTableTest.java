package dev.edgekeep.edge.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.rules.request.UriPath;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.Route.Clients;
import dev.edgekeep.snapshot.path.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
  private static Route route(String path, Clients clients) {
    return new Route(PathPattern.of(path), Hosts.NOWHERE, null, clients);
  }

  private static Route open(String path) {
    return route(path, Clients.ANY);
  }

  private static Route guarded(String path) {
    return route(path, Clients.VERIFIED);
  }

  private static @Nullable String found(List<Route> routes, String path) {
    Route route = Objects.requireNonNull(RouteTable.of(routes)).find(path);
    return route == null ? null : route.path().text();
  }

  @ParameterizedTest
  @CsvSource({
    "/status, /status, true",
    "/status, /status/, false",
    "/status, /Status, false",
    "/api/*, /api, true",
    "/api/*, /api/, true",
    "/api/*, /api/v1/x, true",
    "/api/*, /apis, false",
    "/api/*, /API/x, false",
    "/*, /, true",
    "/*, /x/y, true",
    "/*, *, true",
    "/img/*.png, /img/a/b.png, true",
    "/img/*.png, /img/a.jpg, false",
    "/a*, /abc/d, true",
    "/a*/z, /a/y, false",
    "~ ^/v[0-9]+/, /v17/x, true",
    "~ ^/v[0-9]+/, /x/v1/, false",
    "~ v[0-9]$, /x/v1, true",
  })
  void aPatternMatchesThesePaths(String pattern, String path, boolean matches) {
    assertThat(found(List.of(open(pattern)), path) != null).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "/admin, /ADMIN, true",
    "/admin, /admin/, true",
    "/admin/, /admin, true",
    "/admin, /admins, false",
    "/admin/*, /Admin/x, true",
    "/keys/*, /%E2%84%AAeys/x, true",
    "/admin/*, /adm%C4%B1n, true",
    "/admin/*, /adm%C4%B0n, true",
    "/secret, /%C5%BFecret, true",
    "/caf%C3%A9/*, /CAF%C3%89/x, true",
    "/a*z, /Abc/Z, true",
    "~ ^/admin, /aDmin/x, true",
    "~ ^/[^p], /x, true",
    "~ ^/[^p], /P, true",
    "~ ^/[^p], /p, false",
    "~ ^/keys, /%E2%84%AAeys, true",
  })
  void aPatternOfAProtectedRouteMatchesWhatAnOriginMayTakeForIt(
      String pattern, String path, boolean matches) {
    assertThat(found(List.of(guarded(pattern)), path) != null).isEqualTo(matches);
  }

  @Test
  void theFirstRouteThatMatchesCountsWhateverItsPatternIs() {
    List<Route> routes =
        List.of(
            open("/a/b"),
            open("~ ^/a/[bc]$"),
            open("/a/*"),
            guarded("/a/*"),
            open("/*d"),
            open("/*"));
    assertThat(found(routes, "/a/b")).isEqualTo("/a/b");
    assertThat(found(routes, "/a/c")).isEqualTo("~ ^/a/[bc]$");
    assertThat(found(routes, "/a/d")).isEqualTo("/a/*");
    assertThat(found(routes, "/A/d")).as("protected in any case").isEqualTo("/a/*");
    assertThat(found(routes, "/b/d")).isEqualTo("/*d");
    assertThat(found(routes, "/b")).isEqualTo("/*");
    assertThat(found(List.of(open("/b"), open("/a")), "/c")).isNull();
  }

  @Test
  void aThousandRoutesAreEachFound() {
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      routes.add(i % 2 == 0 ? open("/r" + i + "/*") : guarded("/r" + i));
    }
    RouteTable table = Objects.requireNonNull(RouteTable.of(routes));
    for (int i = 0; i < 1_000; i++) {
      assertThat(table.find("/r" + i)).isSameAs(routes.get(i));
    }
  }

  @Property(tries = 3_000)
  void theTableFindsWhatTryingEachRouteInTurnFinds(
      @ForAll("routes") List<Route> routes, @ForAll("paths") String path) {
    assertThat(Objects.requireNonNull(RouteTable.of(routes)).find(path))
        .as("%s in %s", path, routes.stream().map(route -> route.path().text()).toList())
        .isSameAs(expected(routes, path));
  }

  @Provide
  Arbitrary<List<Route>> routes() {
    Arbitrary<String> plain = segments().map(path -> path.isEmpty() ? "/" : path);
    Arbitrary<String> patterns =
        Arbitraries.oneOf(
            plain,
            segments().map(path -> path + "/*"),
            segments().map(path -> path + "/*b"),
            plain.map(path -> "~ ^" + path));
    return Combinators.combine(patterns, Arbitraries.of(Clients.ANY, Clients.VERIFIED))
        .as(RouteTableTest::route)
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<String> paths() {
    return Combinators.combine(segments(), Arbitraries.of("", "/"))
        .as((path, end) -> path + end)
        .filter(path -> !path.isEmpty());
  }

  private static Arbitrary<String> segments() {
    return Arbitraries.of("a", "b", "ab", "A", "B")
        .list()
        .ofMaxSize(3)
        .map(names -> names.isEmpty() ? "" : "/" + String.join("/", names));
  }

  private static @Nullable Route expected(List<Route> routes, String path) {
    for (Route route : routes) {
      boolean guards = route.isProtected();
      String pattern = route.path().text();
      if (matches(guards ? lower(pattern) : pattern, guards ? lower(path) : path, guards)) {
        return route;
      }
    }
    return null;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static boolean matches(String pattern, String path, boolean guards) {
    if (pattern.startsWith("~ ^")) {
      return path.startsWith(pattern.substring(3));
    }
    if (pattern.endsWith("/*")) {
      return (path + "/").startsWith(pattern.substring(0, pattern.length() - 1));
    }
    int star = pattern.indexOf('*');
    if (star >= 0) {
      String end = pattern.substring(star + 1);
      return path.length() >= pattern.length() - 1
          && path.startsWith(pattern.substring(0, star))
          && path.endsWith(end);
    }
    return path.equals(pattern) || (guards && cut(path).equals(cut(pattern)));
  }

  private static String cut(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  @ParameterizedTest
  @CsvSource({
    "/api/*, /, /api/v1/x, /v1/x",
    "/api/*, /, /api, /",
    "/api/*, /, /api/, /",
    "/api/*, /v2, /api/x, /v2/x",
    "/api/*, /v2/, /api/x, /v2/x",
    "/api/*, /v2, /api, /v2",
    "/api/*, /v2/, /api/, /v2/",
    "/*, /v2, /x, /v2/x",
    "/*, /v2, /, /v2/",
    "/a/b/*, /c, /a;x/b/d, /c/d",
    "/api/*, /, /api./x%40y;z, /x%40y;z",
    "/status, /health, /status, /health",
    "/status, /health, /status;x, /health",
  })
  void aPrefixIsReplacedAndTheRestStaysAsTheClientWroteIt(
      String pattern, String prefix, String sent, String expected) {
    Route route = new Route(PathPattern.of(pattern), Hosts.NOWHERE, prefix, Clients.ANY);
    assertThat(ReplacedPrefix.of(sent, route, prefix)).isEqualTo(expected);
  }

  @Property(tries = 2_000)
  void aRewrittenPathIsNormalisedAndBelowItsPrefix(@ForAll("spellings") String spelling) {
    UriPath path = UriPath.of("/api/" + spelling);
    Route route = new Route(PathPattern.of("/api/*"), Hosts.NOWHERE, "/v2", Clients.ANY);
    if (path.ambiguity() == null && new RouteTableProbe(route).matches(path.seen())) {
      String rewritten = ReplacedPrefix.of(path.sent(), route, "/v2");
      UriPath again = UriPath.of(rewritten);
      assertThat(again.sent()).isEqualTo(rewritten);
      assertThat(again.ambiguity()).isNull();
      assertThat(again.seen()).isEqualTo("/v2" + path.seen().substring("/api".length()));
    }
  }

  private record RouteTableProbe(Route route) {
    boolean matches(String path) {
      return Objects.requireNonNull(RouteTable.of(List.of(route))).find(path) != null;
    }
  }

  @Provide
  Arbitrary<String> spellings() {
    return Arbitraries.of("a", "..", ".", "/", "%2e", "%61", ";x", "%20", "api", "%40", ".")
        .list()
        .ofMaxSize(7)
        .map(pieces -> String.join("", pieces));
  }
}
