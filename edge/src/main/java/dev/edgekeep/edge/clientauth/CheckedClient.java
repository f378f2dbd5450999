package dev.edgekeep.edge.clientauth;

import java.time.Instant;

/**
 * A verdict with its grounds: the trust it was found under, and the time in which nothing in the
 * certificates or the revocation lists changes it. It counts only while {@link #stands}. Immutable.
 */
public record CheckedClient(
    PresentedChain chain,
    ClientTrust trust,
    ClientVerdict verdict,
    long fromMillis,
    long untilMillis) {

  /**
   * Whether the verdict still counts for somebody who trusts {@code trust}, at {@code now}
   * (invariant 1).
   */
  public boolean stands(ClientTrust trust, Instant now) {
    long millis = now.toEpochMilli();
    return this.trust == trust && fromMillis <= millis && millis <= untilMillis;
  }
}
