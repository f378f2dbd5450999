package dev.edgekeep.rules.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Different origins read paths in different ways; a rule must protect /admin from all of them. */
class LenientOriginsTest {
  private static final List<UnaryOperator<String>> ORIGINS =
      List.of(
          // Node: unchanged.
          path -> path,
          // A browser's URL parser.
          path -> resolved(path.replace('\\', '/').replaceAll("(?i)%2e", "."), false),
          // nginx.
          path -> resolved(decoded(path), true),
          // Tomcat: parameters, then escapes.
          path -> resolved(decoded(withoutParameters(path)).replace('\\', '/'), true),
          // The opposite order.
          path -> resolved(withoutParameters(decoded(path)).replace('\\', '/'), true),
          // IIS and the file system below it.
          path -> withoutEnds(resolved(decoded(path).replace('\\', '/'), true)),
          path -> resolved(withoutEnds(decoded(path).replace('\\', '/')), true),
          // C strings.
          path -> resolved(decoded(path).split("\0", 2)[0], true),
          // Everything after a semicolon is removed.
          path -> resolved(decoded(path.split(";", 2)[0]), true),
          // Dot segments, then escapes.
          path -> decoded(resolved(path, true)));

  private static String decoded(String path) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      int octet = Escape.at(path, i);
      out.append(octet < 0 ? path.charAt(i) : (char) octet);
      i += octet < 0 ? 0 : 2;
    }
    return out.toString();
  }

  private static String withoutParameters(String path) {
    return path.replaceAll(";[^/]*", "");
  }

  private static String withoutEnds(String path) {
    return Arrays.stream(path.split("/", -1))
        .map(segment -> segment.matches("[.]{1,2}") ? segment : segment.replaceAll("[. ]+$", ""))
        .collect(Collectors.joining("/"));
  }

  private static String resolved(String path, boolean merging) {
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : path.split("/", -1)) {
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.equals(".") && !(merging && segment.isEmpty())) {
        segments.addLast(segment);
      }
    }
    String joined = String.join("/", segments);
    return joined.startsWith("/") ? joined : "/" + joined;
  }

  private static boolean isProtected(String path) {
    return path.equals("/admin") || path.startsWith("/admin/");
  }

  private static void assertNoOriginIsReached(String path) {
    UriPath read = UriPath.of(path);
    if (read.ambiguity() != null || isProtected(read.seen())) {
      return;
    }
    for (UnaryOperator<String> origin : ORIGINS) {
      String served = origin.apply(read.sent());
      assertThat(isProtected(served)).as("%s as %s", path, served).isFalse();
    }
  }

  @Property(tries = 5_000)
  void noSpellingReachesAProtectedPath(@ForAll("paths") String path) {
    assertNoOriginIsReached("/" + path);
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(
            "admin", "admin", "adm", "in", "%61dmin", "x", ".", "..", "/", "/", "%2e", "%2f", "%2F",
            "%5c", "\\", ";", "%3b", ";x=/", "%20", "%00", "%", "%25", "%252e", "%252f", "%c0%ae",
            "%u002f", "?", ":$DATA", "..;")
        .list()
        .ofMaxSize(9)
        .map(pieces -> String.join("", pieces));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/x/%2e%2e%2fadmin",
        "/x%2f..%2fadmin",
        "/%2fadmin",
        "/admin%2fx",
        "/..;/admin",
        "/admin;x",
        "/admin;/x",
        "/admin;x/../x",
        "/x;/../admin",
        "/admin%00",
        "/%5cadmin",
        "/admin.",
        "/admin./x",
        "/admin%20/x",
        "/x/.%2e/admin",
        "/x/..%20/admin",
        "/.../admin",
        "/admin%3b/x",
        "/x/..%5cadmin",
      })
  void theSpellingsThatWereTriedDoNot(String path) {
    UriPath read = UriPath.of(path);
    assertThat(read.ambiguity() != null || isProtected(read.seen())).as(path).isTrue();
    assertNoOriginIsReached(path);
  }
}
