package dev.edgekeep.keyserver.access;

import dev.edgekeep.keyless.SubjectKeyId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The permissions of one edge. Any thread. */
public final class EdgeAccess {
  static final EdgeAccess EVERYTHING = new EdgeAccess(null);

  private final @Nullable List<Grant> grants;

  /** An entry that names the edge, with its tokens where it has a rate. */
  record Grant(Permission entry, @Nullable RateLimit rate) {}

  /** The decision about an operation. */
  public enum Decision {
    ALLOWED,
    /** No entry allows it. */
    NOT_ALLOWED,
    /** Entries allow it, and none has a token left. */
    RATE_LIMITED
  }

  EdgeAccess(@Nullable List<Grant> grants) {
    this.grants = grants;
  }

  /** Decides about one operation; takes a token where there is a rate. */
  public Decision ask(SubjectKeyId key, KeyUse use) {
    if (grants == null) {
      return Decision.ALLOWED;
    }
    Decision decision = Decision.NOT_ALLOWED;
    for (Grant grant : grants) {
      if (grant.entry.covers(key, use)) {
        if (grant.rate == null || grant.rate.take()) {
          return Decision.ALLOWED;
        }
        decision = Decision.RATE_LIMITED;
      }
    }
    return decision;
  }

  /** Returns whether no entry names the edge: it may connect, but use no key. */
  public boolean isNothing() {
    return grants != null && grants.isEmpty();
  }
}
