package dev.edgekeep.edge.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.rules.request.UriPath;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.Route.Clients;
import dev.edgekeep.snapshot.path.PathPattern;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A pattern and a path, one line each. */
class RouteFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void aProtectedRouteMatchesAllThatAnOpenOneDoes(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\n');
    if (end < 0) {
      return;
    }
    PathPattern pattern;
    try {
      pattern = PathPattern.of(text.substring(0, end));
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(PathPattern.of(pattern.text())).isEqualTo(pattern);
    UriPath path = UriPath.of(text.substring(end + 1));
    if (path.ambiguity() != null) {
      return;
    }
    boolean isOpen = matches(pattern, Clients.ANY, path.seen());
    boolean isProtected = matches(pattern, Clients.VERIFIED, path.seen());
    assertThat(isProtected || !isOpen).as("%s for %s", pattern.text(), path).isTrue();
    if (pattern instanceof PathPattern.Prefix || pattern instanceof PathPattern.Exact) {
      String upper = path.seen().toUpperCase(Locale.ROOT);
      assertThat(matches(pattern, Clients.VERIFIED, upper)).isEqualTo(isProtected);
      if (isOpen) {
        rewritten(pattern, path);
      }
    }
  }

  private static boolean matches(PathPattern pattern, Clients clients, String path) {
    Route route = new Route(pattern, Hosts.NOWHERE, null, clients);
    return Objects.requireNonNull(RouteTable.of(List.of(route))).find(path) != null;
  }

  private static void rewritten(PathPattern pattern, UriPath path) {
    Route route = new Route(pattern, Hosts.NOWHERE, "/new", Clients.ANY);
    UriPath rewritten = UriPath.of(ReplacedPrefix.of(path.sent(), route, "/new"));
    assertThat(rewritten.ambiguity()).isNull();
    assertThat(rewritten.seen()).startsWith("/new");
  }
}
