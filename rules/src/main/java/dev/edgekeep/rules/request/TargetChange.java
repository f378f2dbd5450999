package dev.edgekeep.rules.request;

import org.jspecify.annotations.Nullable;

/**
 * A change by rules to the target of a request. Immutable.
 *
 * @param path begins with a slash; null: the path stays
 * @param query without its question mark; empty: there is none; null: the query stays
 */
public record TargetChange(@Nullable String path, @Nullable String query) {
  /** Both changes, of which {@code later} takes precedence. */
  public static TargetChange of(@Nullable TargetChange earlier, TargetChange later) {
    if (earlier == null) {
      return later;
    }
    return new TargetChange(
        later.path == null ? earlier.path : later.path,
        later.query == null ? earlier.query : later.query);
  }

  /** The changed target; {@code *} stays. */
  public String applyTo(String target) {
    if (target.equals("*")) {
      return target;
    }
    int end = UriPath.end(target);
    String newPath = path == null ? target.substring(0, end) : path;
    String newQuery = query == null ? target.substring(end) : query.isEmpty() ? "" : "?" + query;
    return newPath + newQuery;
  }
}
