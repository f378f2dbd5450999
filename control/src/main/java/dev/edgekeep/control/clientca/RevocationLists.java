package dev.edgekeep.control.clientca;

import dev.edgekeep.control.store.Store;
import dev.edgekeep.x509.crl.RevocationListTemplate;
import dev.edgekeep.x509.crl.RevocationListWriter;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.issue.CertificateIssuer;
import dev.edgekeep.x509.signature.SigningException;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The revocation lists of issuers: made when asked for, kept in memory until a revocation changes
 * or they are a day old. Blocks; any thread.
 */
final class RevocationLists {
  /** How long a list is good for: relying parties get on for that long without us. */
  static final Duration VALIDITY = Duration.ofDays(7);

  private static final Duration RENEWED_AFTER = Duration.ofDays(1);
  private static final int KEPT = 32;

  private final Store store;
  private final CaKeys keys;
  private final InstantSource clock;
  private final Map<String, Slot> slots =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Slot> eldest) {
          return size() > KEPT;
        }
      };

  RevocationLists(Store store, CaKeys keys, InstantSource clock) {
    this.store = store;
    this.keys = keys;
    this.clock = clock;
  }

  /** The place of one issuer's list; who makes it holds the lock. */
  private static final class Slot {
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Made made;
  }

  /**
   * A list.
   *
   * @param changes of the issuer's revocations that are in it
   */
  private record Made(long changes, Instant at, Slice der) {
    boolean isCurrent(CaIssuer issuer, Instant now) {
      return changes == issuer.changes()
          && !now.isBefore(at)
          && now.isBefore(at.plus(RENEWED_AFTER));
    }
  }

  /** The current list of an issuer, DER; empty when there is no such issuer. */
  Optional<byte[]> of(String issuerId) {
    return store.read(db -> IssuerIndex.find(db, issuerId)).map(this::of);
  }

  private byte[] of(IssuerIndex.Found found) {
    Slot slot = slot(found.issuer().id());
    slot.lock.lock();
    try {
      Made made = slot.made;
      if (made == null || !made.isCurrent(found.issuer(), clock.instant())) {
        made = make(found.issuer().id());
        slot.made = made;
      }
      return made.der().toBytes();
    } finally {
      slot.lock.unlock();
    }
  }

  private Slot slot(String issuerId) {
    synchronized (slots) {
      return slots.computeIfAbsent(issuerId, any -> new Slot());
    }
  }

  /** What is about to be signed: all of one moment of the store. */
  private record Unsigned(CertificateIssuer issuer, long changes, RevokedSerials revoked) {}

  private Made make(String issuerId) {
    Instant now = clock.instant();
    Unsigned unsigned =
        store.read(db -> {
          // First the count: what is revoked meanwhile is then in the list and counted anew.
          var found = IssuerIndex.find(db, issuerId).orElseThrow();
          CertificateIssuer issuer = keys.open(db, found.accountId(), found.issuer());
          long changes = found.issuer().changes();
          return new Unsigned(issuer, changes, RevokedSerials.of(db, issuerId, now));
        });
    RevocationListTemplate template =
        new RevocationListTemplate(
            number(unsigned.changes(), now), now, now.plus(VALIDITY), unsigned.revoked());
    try {
      byte[] der = RevocationListWriter.encode(unsigned.issuer(), template);
      return new Made(unsigned.changes(), now, Slice.of(der));
    } catch (SigningException e) {
      throw KeyTrouble.problem(e);
    } catch (IOException e) {
      throw new IllegalStateException("the revocation list cannot be made", e);
    }
  }

  /**
   * RFC 5280 §5.2.3 wants numbers that only grow, and different lists to have different ones. The
   * changes count first, then the clock: so it is without a write for each list, whichever of
   * several control planes makes it.
   */
  private static BigInteger number(long changes, Instant now) {
    return BigInteger.valueOf(changes).shiftLeft(48).add(BigInteger.valueOf(now.toEpochMilli()));
  }
}
