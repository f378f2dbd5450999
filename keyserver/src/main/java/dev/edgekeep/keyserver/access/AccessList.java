package dev.edgekeep.keyserver.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which edge may do what. An edge may be named by several entries: an operation is allowed when any
 * of them allows it and, where it has a rate, has a token left; they are asked in order. A rate is
 * the entry's: an edge that two entries name has the tokens of both. Immutable.
 *
 * @param entries null: every edge may do everything; empty: nobody may do anything
 */
public record AccessList(@Nullable List<Permission> entries) {
  /** Every edge that is trusted may use every key. */
  public static final AccessList EVERYBODY = new AccessList(null);

  public AccessList {
    entries = entries == null ? null : List.copyOf(entries);
  }

  /** What one edge may do. */
  public EdgeAccess of(EdgeIdentity.Names edge, RateLimits rates) {
    return entries == null
        ? EdgeAccess.EVERYTHING
        : new EdgeAccess(
            entries.stream()
                .filter(entry -> entry.edge().matches(edge))
                .map(entry -> new EdgeAccess.Grant(entry, rates.of(entry)))
                .toList());
  }
}
