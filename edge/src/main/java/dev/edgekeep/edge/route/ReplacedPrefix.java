package dev.edgekeep.edge.route;

import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.path.PathPattern;

/** Replaces the prefix of a path, as a route asks for. */
public final class ReplacedPrefix {
  private ReplacedPrefix() {}

  /**
   * The path for the origin.
   *
   * @param sent a path that the route matches, as an origin would get it without the route
   * @param prefix of the route
   */
  public static String of(String sent, Route route, String prefix) {
    if (!(route.path() instanceof PathPattern.Prefix(String base))) {
      return prefix;
    }
    // The same segments that rules have seen, in the client's spelling.
    int end = 0;
    for (int i = 0; i < base.length(); i++) {
      if (base.charAt(i) == '/') {
        int next = sent.indexOf('/', end + 1);
        end = next < 0 ? sent.length() : next;
      }
    }
    String rest = sent.substring(end);
    String kept =
        rest.isEmpty() || !prefix.endsWith("/") ? prefix : prefix.substring(0, prefix.length() - 1);
    return kept + rest;
  }
}
