package dev.edgekeep.edge.route;

import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.path.PathPattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a host, found by path: the first that matches, in the order of the configuration. A
 * route that admits only some clients matches paths in upper and lower case, and an exact path also
 * with a slash at its end, because its origin may ignore both: the route is not passed by another
 * spelling. Immutable; any thread.
 */
public final class RouteTable {
  private final List<Route> routes;
  private final PathIndex open;
  private final PathIndex guarded;
  private final List<Scan> scans;
  private final boolean isProtected;

  private RouteTable(List<Route> routes) {
    this.routes = routes;
    this.open = new PathIndex(routes.size(), false);
    this.guarded = new PathIndex(routes.size(), true);
    this.isProtected = routes.stream().anyMatch(Route::isProtected);
    List<Scan> tried = new ArrayList<>();
    for (int i = 0; i < routes.size(); i++) {
      add(routes.get(i), i, tried);
    }
    this.scans = List.copyOf(tried);
  }

  /** The table of some routes; null when there are none. */
  public static @Nullable RouteTable of(List<Route> routes) {
    return routes.isEmpty() ? null : new RouteTable(routes);
  }

  private void add(Route route, int position, List<Scan> tried) {
    boolean guards = route.isProtected();
    PathIndex index = guards ? guarded : open;
    switch (route.path()) {
      case PathPattern.Exact(String path) -> index.addExact(key(path, guards), position);
      case PathPattern.Prefix(String base) -> index.addPrefix(key(base, guards), position);
      case PathPattern.Wildcard wildcard -> tried.add(Scan.of(position, wildcard, guards));
      case PathPattern.Expression regex -> tried.add(Scan.of(position, regex, guards));
    }
  }

  private static String key(String path, boolean guards) {
    return guards ? FoldedPath.of(path) : path;
  }

  /** Returns whether a route admits only some of the host's clients. */
  public boolean isProtected() {
    return isProtected;
  }

  /**
   * The route of a path; null when it has none.
   *
   * @param path as rules see it; {@code *} is the root
   */
  public @Nullable Route find(String path) {
    String sought = path.equals("*") ? "/" : path;
    String folded = isProtected ? FoldedPath.of(sought) : sought;
    int first = routes.size();
    if (!open.isEmpty()) {
      first = open.first(sought, first);
    }
    if (!guarded.isEmpty()) {
      first = guarded.first(folded, first);
    }
    for (int i = 0; i < scans.size(); i++) {
      Scan scan = scans.get(i);
      if (scan.position() >= first) {
        break;
      }
      if (scan.matches(sought, folded)) {
        first = scan.position();
        break;
      }
    }
    return first == routes.size() ? null : routes.get(first);
  }
}
