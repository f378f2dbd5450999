package dev.edgekeep.snapshot.read;

import dev.edgekeep.snapshot.Route.Clients;
import dev.edgekeep.snapshot.path.PathPattern;
import org.jspecify.annotations.Nullable;

/**
 * A route that refers to others by name.
 *
 * @param origin null: the host's origin
 * @param prefix as in {@link dev.edgekeep.snapshot.Route}
 * @param clients with the names of client CAs as they are written
 */
public record RouteContent(
    PathPattern path, @Nullable String origin, @Nullable String prefix, Clients clients) {
  /** Returns whether some clients of the host are refused here. */
  public boolean isProtected() {
    return !(clients instanceof Clients.Any);
  }

  /** Returns whether every path of another pattern is one of this route, as far as is evident. */
  boolean covers(PathPattern other) {
    if (other.text().equals(path.text())) {
      return true;
    }
    return path instanceof PathPattern.Prefix(String base)
        && switch (other) {
          case PathPattern.Exact(String exact) -> isAtOrBelow(base, exact);
          case PathPattern.Prefix(String below) -> isAtOrBelow(base, below);
          case PathPattern.Wildcard(String text) -> text.startsWith(base + "/");
          case PathPattern.Expression _ -> false;
        };
  }

  private static boolean isAtOrBelow(String base, String path) {
    return path.startsWith(base)
        && (path.length() == base.length() || path.startsWith("/", base.length()));
  }
}
