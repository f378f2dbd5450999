package dev.edgekeep.edge.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.rules.request.UriPath;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.Route.Clients;
import dev.edgekeep.snapshot.path.PathPattern;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A protected path, spelt in all ways that nginx, Node and Java read differently. */
class RouteSpellingTest {
  private static final List<UnaryOperator<String>> ORIGINS =
      List.of(
          // Node: as it is.
          path -> path,
          // Express: decodes each segment.
          RouteSpellingTest::decoded,
          // nginx: decodes, merges slashes, resolves dot segments.
          path -> resolved(decoded(path)),
          // Tomcat and Spring: without parameters, then as nginx.
          path -> resolved(decoded(path.replaceAll(";[^/]*", ""))),
          // A framework that decodes first.
          path -> resolved(decoded(path).replaceAll(";[^/]*", "").replace('\\', '/')),
          // A file system that ignores dots and spaces at the end of a name.
          path -> resolved(decoded(path)).replaceAll("[. ]+(?=/|$)", ""));

  private static final Route ADMIN = guarded("/admin/*");
  private static final RouteTable PREFIX = table(ADMIN);
  private static final RouteTable EXACT = table(guarded("/admin"));

  private static Route guarded(String path) {
    return new Route(PathPattern.of(path), Hosts.NOWHERE, null, Clients.VERIFIED);
  }

  private static RouteTable table(Route route) {
    return Objects.requireNonNull(RouteTable.of(List.of(route)));
  }

  private static String decoded(String path) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return path;
    }
  }

  private static String resolved(String path) {
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : path.split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> segments.pollLast();
        default -> segments.addLast(segment);
      }
    }
    return "/" + String.join("/", segments) + (path.endsWith("/") ? "/" : "");
  }

  private static void check(String spelling) {
    UriPath path = UriPath.of(spelling);
    if (path.ambiguity() != null) {
      return;
    }
    for (UnaryOperator<String> origin : ORIGINS) {
      String served = origin.apply(path.sent());
      if (isAdmin(served)) {
        assertThat(EXACT.find(path.seen())).as("%s as %s", spelling, served).isNotNull();
      }
      if (isAdmin(served) || served.regionMatches(true, 0, "/admin/", 0, 7)) {
        assertThat(PREFIX.find(path.seen())).as("%s as %s", spelling, served).isNotNull();
      }
    }
  }

  private static boolean isAdmin(String served) {
    return served.equalsIgnoreCase("/admin") || served.equalsIgnoreCase("/admin/");
  }

  @Property(tries = 10_000)
  void noSpellingPassesAProtectedRoute(@ForAll("paths") String path) {
    check("/" + path);
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(
            "admin",
            "admin",
            "ADMIN",
            "Adm",
            "in",
            "IN",
            "%61dmin",
            "%41DMIN",
            "adm%C4%B1n",
            "adm%C4%B0n",
            "adm%69n",
            "adm%49N",
            "x",
            ".",
            "..",
            "/",
            "/",
            "/",
            "%2e",
            "%2f",
            "%5c",
            "\\",
            ";",
            "%3b",
            ";x=/",
            "%20",
            "%00",
            "%25",
            "%252e",
            "%c0%ae",
            "?",
            "+",
            "%ef%bd%81",
            "%e2%84%aa")
        .list()
        .ofMaxSize(9)
        .map(pieces -> String.join("", pieces));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin",
        "/admin/",
        "/ADMIN",
        "/Admin/",
        "//admin",
        "/x/../admin",
        "/%61dmin",
        "/%41dmin/",
        "/admin;x",
        "/admin.",
        "/admin%20",
        "/adm%C4%B1n",
      })
  void theSpellingsThatOriginsAcceptAreProtected(String path) {
    check(path);
    assertThat(EXACT.find(UriPath.of(path).seen())).isNotNull();
    assertThat(PREFIX.find(UriPath.of(path).seen())).isSameAs(ADMIN);
  }
}
