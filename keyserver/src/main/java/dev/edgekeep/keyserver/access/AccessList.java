package dev.edgekeep.keyserver.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The permissions of edges. Several entries may name an edge: an operation is allowed when any of
 * them allows it and, where it has a rate, has a token left; they are tried in order. A rate
 * belongs to its entry: an edge that two entries name has the tokens of both. Immutable.
 *
 * @param entries null: every edge may do everything; empty: no edge may do anything
 */
public record AccessList(@Nullable List<Permission> entries) {
  /** Every edge that is trusted may use every key. */
  public static final AccessList EVERYBODY = new AccessList(null);

  public AccessList {
    entries = entries == null ? null : List.copyOf(entries);
  }

  /** The permissions of one edge. */
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
