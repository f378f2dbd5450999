package dev.edgekeep.edge.clientauth;

import dev.edgekeep.x509.path.TrustStore;
import dev.edgekeep.x509.path.TrustedCa;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A verdict with its grounds: the trust it was found under, the serial numbers that were revoked
 * then, and the time in which nothing in the certificates or the revocation lists changes it. It
 * counts only while {@link #stands}. Immutable.
 *
 * @param ca whose anchor the verified path ends at; null unless verified
 * @param store what the trust knew, serial numbers and all
 * @param status of its certificate by OCSP; null when that was not asked for
 * @param pending completed when asking again may give another verdict: something that the verdict
 *     depends on is on its way; null otherwise
 */
public record CheckedClient(
    PresentedChain chain,
    ClientTrust trust,
    TrustStore store,
    @Nullable TrustedCa ca,
    ClientVerdict verdict,
    @Nullable ClientStatus status,
    @Nullable CompletableFuture<?> pending,
    long fromMillis,
    long untilMillis) {

  /**
   * Returns whether the verdict is still valid under {@code trust}, at {@code now} (invariant 1).
   */
  // A store is one object for as long as nothing that it knows changes.
  @SuppressWarnings("ReferenceEquality")
  public boolean stands(ClientTrust trust, Instant now) {
    return this.trust == trust && store == trust.store() && isOfTheTime(now);
  }

  /** Returns whether nothing but lists and serial numbers can have changed the verdict. */
  boolean isOfTheTime(Instant now) {
    long millis = now.toEpochMilli();
    return fromMillis <= millis
        && millis <= untilMillis
        && (status == null || status.isCurrent(millis));
  }

  /**
   * The same verdict on the grounds of {@code store}, if only serial numbers differ in it; null
   * when they speak against it, or the lists are others. Looks serial numbers up and checks no
   * signature.
   */
  @Nullable CheckedClient under(TrustStore store) {
    if (ca == null
        || !store.differsOnlyInSerials(this.store)
        || store.revokedOn(verdict.path(), ca) != null) {
      return null;
    }
    return new CheckedClient(
        chain, trust, store, ca, verdict, status, pending, fromMillis, untilMillis);
  }
}
