package dev.edgekeep.edge.clientauth;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The status of a client's certificate by OCSP, as far as it is known. Immutable; it counts only
 * while {@link #isCurrent}. Compared by identity.
 *
 * @param sentence why the certificate is revoked, or its status is not known; empty when it is good
 * @param untilMillis the time until which it may be used
 * @param grounds replace it when more is known
 * @param pending completed when a query that is under way has ended; null when none is needed
 */
public record ClientStatus(
    Kind kind,
    String sentence,
    long untilMillis,
    Grounds grounds,
    @Nullable CompletableFuture<?> pending) {
  /** A status. */
  public enum Kind {
    GOOD,
    REVOKED,
    /** There is no definite answer. */
    UNKNOWN
  }

  /** Where a status comes from. Any thread; never blocks. */
  @FunctionalInterface
  public interface Grounds {
    /** Returns whether this status is the present one. May begin to ask for the next. */
    boolean areThoseOf(ClientStatus status, long nowMillis);
  }

  /** Returns whether nothing newer is known, and the status has not ended. */
  boolean isCurrent(long nowMillis) {
    return nowMillis <= untilMillis && grounds.areThoseOf(this, nowMillis);
  }
}
