package dev.edgekeep.control.clientca;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.x509.crl.RevocationListTemplate;
import dev.edgekeep.x509.crl.RevocationListWriter;
import dev.edgekeep.x509.issue.CertificateIssuer;
import dev.edgekeep.x509.pem.PemBlock;
import dev.edgekeep.x509.signature.SigningException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The revocation lists of issuers: signed on request, cached until a revocation changes or they are
 * a day old. While the key cannot sign, the previous list is served as long as it is valid. Blocks
 * for a limited time; any thread.
 */
final class RevocationLists {
  /** The validity of a list: the time for which relying parties need no newer one. */
  static final Duration VALIDITY = Duration.ofDays(7);

  private static final Duration RENEWED_AFTER = Duration.ofDays(1);
  private static final Duration WAIT = Duration.ofSeconds(6);
  private static final Duration FAILS_FOR = Duration.ofSeconds(1);
  private static final int KEPT = 32;

  private final Store store;
  private final CaKeys keys;
  private final InstantSource clock;
  private final Cache<String, Slot> slots = Caffeine.newBuilder().maximumSize(KEPT).build();

  RevocationLists(Store store, CaKeys keys, InstantSource clock) {
    this.store = store;
    this.keys = keys;
    this.clock = clock;
  }

  /** The place of one issuer's list; the thread that signs it holds the lock. */
  private static final class Slot {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Made made;
    private volatile @Nullable Failed failed;
  }

  /** An attempt that ended without a list. */
  private record Failed(DomainException problem, long nanos) {
    boolean isJustNow() {
      return System.nanoTime() - nanos < FAILS_FOR.toNanos();
    }
  }

  /** A list, immutable: shared by all who ask for it. */
  static final class Made {
    private final long changes;
    private final Instant at;
    private final byte[] der;
    private volatile byte @Nullable [] pem;

    private Made(long changes, Instant at, byte[] der) {
      this.changes = changes;
      this.at = at;
      this.der = der;
    }

    private boolean isCurrent(CaIssuer issuer, Instant now) {
      return changes == issuer.changes() && isWithin(RENEWED_AFTER, now);
    }

    private boolean isWithin(Duration age, Instant now) {
      return !now.isBefore(at) && now.isBefore(at.plus(age));
    }

    /** DER; not to be changed. */
    byte[] der() {
      return der;
    }

    /** PEM; not to be changed. */
    byte[] pem() {
      byte[] written = pem;
      if (written == null) {
        written = PemBlock.write(PemBlock.CRL, der).getBytes(StandardCharsets.US_ASCII);
        pem = written;
      }
      return written;
    }
  }

  /** The current list of an issuer; empty when there is no such issuer. */
  Optional<Made> of(String issuerId) {
    return store.read(db -> IssuerIndex.find(db, issuerId)).map(this::of);
  }

  private Made of(IssuerIndex.Found found) {
    Slot slot = slots.get(found.issuer().id(), issuer -> new Slot());
    Made made = slot.made;
    return made != null && made.isCurrent(found.issuer(), clock.instant())
        ? made
        : made(slot, found.issuer());
  }

  private Made made(Slot slot, CaIssuer issuer) {
    if (!locked(slot)) {
      return before(
          slot, DomainException.busy("the revocation list is being made; ask again", WAIT));
    }
    try {
      Made made = slot.made;
      if (made != null && made.isCurrent(issuer, clock.instant())) {
        return made;
      }
      Failed failed = slot.failed;
      if (failed != null && failed.isJustNow()) {
        return before(slot, failed.problem());
      }
      Made fresh = make(issuer.id());
      slot.made = fresh;
      return fresh;
    } catch (DomainException problem) {
      slot.failed = new Failed(problem, System.nanoTime());
      return before(slot, problem);
    } finally {
      slot.lock.unlock();
    }
  }

  private static boolean locked(Slot slot) {
    try {
      return slot.lock.tryLock(WAIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The list before, while it is valid: relying parties have it anyway. */
  private Made before(Slot slot, DomainException problem) {
    Made made = slot.made;
    if (made == null || !made.isWithin(VALIDITY, clock.instant())) {
      throw problem;
    }
    return made;
  }

  /** The content of a list that is about to be signed: one state of the store. */
  private record Unsigned(CertificateIssuer issuer, long changes, RevokedSerials revoked) {}

  private Made make(String issuerId) {
    Instant now = clock.instant();
    Unsigned unsigned =
        store.scan(db -> {
          // First the count: a revocation in between is then in the list, and counted again.
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
      return new Made(unsigned.changes(), now, der);
    } catch (SigningException e) {
      throw KeyTrouble.problem(e);
    } catch (IOException e) {
      throw new IllegalStateException("the revocation list cannot be made", e);
    }
  }

  /**
   * RFC 5280 §5.2.3 wants numbers that only grow, and different lists to have different ones. The
   * number of changes comes first, then the clock: no list needs a write, whichever of several
   * control planes makes it.
   */
  private static BigInteger number(long changes, Instant now) {
    return BigInteger.valueOf(changes).shiftLeft(48).add(BigInteger.valueOf(now.toEpochMilli()));
  }
}
