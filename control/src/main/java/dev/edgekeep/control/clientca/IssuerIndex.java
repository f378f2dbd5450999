package dev.edgekeep.control.clientca;

import dev.edgekeep.control.store.Store;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.ocsp.CertId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Finds the issuer that an OCSP request names by digests. SHA-1 of a key is an issuer's id; for
 * others there is an index in memory. Blocks; any thread.
 */
final class IssuerIndex {
  private static final String SHA1 = "1.3.14.3.2.26";
  private static final List<String> DIGESTS = List.of("SHA-256", "SHA-384", "SHA-512");

  /** Requests about strangers must not have the index read again and again. */
  private static final Duration READ_AGAIN = Duration.ofSeconds(1);

  private final Store store;
  private final InstantSource clock;
  private Map<String, String> idsByKeyHash = Map.of();
  private Instant readAt = Instant.EPOCH;

  IssuerIndex(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** An issuer and whose it is. */
  record Found(CaIssuer issuer, String accountId) {}

  /** An issuer by its id. */
  static Optional<Found> find(Handle db, String issuerId) {
    return db.createQuery(
            """
            SELECT i.*, c.account_id FROM ca_issuer i JOIN client_ca c ON c.id = i.client_ca_id
            WHERE i.id = :id\
            """)
        .bind("id", issuerId)
        .map((row, context) ->
            new Found(CaIssuer.ROW.map(row, context), row.getString("account_id")))
        .findOne();
  }

  /** The issuer of the first certificate that one of ours has issued; empty when there is none. */
  Optional<Found> first(List<CertId> about) {
    Map<CertId, String> ids = new LinkedHashMap<>();
    about.forEach(each -> idOf(each).ifPresent(id -> ids.put(each, id)));
    return ids.isEmpty() ? Optional.empty() : store.read(db -> first(db, ids));
  }

  private static Optional<Found> first(Handle db, Map<CertId, String> ids) {
    return ids.entrySet().stream()
        .flatMap(each ->
            find(db, each.getValue())
                .filter(found -> each.getKey().isOf(found.issuer().certificate()))
                .stream())
        .findFirst();
  }

  private Optional<String> idOf(CertId about) {
    String hash = about.issuerKeyHash().hex();
    return about.hashAlgorithm().equals(SHA1) ? Optional.of(hash) : known(hash);
  }

  private synchronized Optional<String> known(String hash) {
    Instant now = clock.instant();
    boolean readLately = !now.isBefore(readAt) && now.isBefore(readAt.plus(READ_AGAIN));
    if (!idsByKeyHash.containsKey(hash) && !readLately) {
      idsByKeyHash = read();
      readAt = now;
    }
    return Optional.ofNullable(idsByKeyHash.get(hash));
  }

  private Map<String, String> read() {
    Map<String, String> ids = new HashMap<>();
    store
        .read(db ->
            db.createQuery("SELECT id, certificate FROM ca_issuer")
                .map((row, context) -> new Stored(row.getString(1), row.getBytes(2)))
                .list())
        .forEach(stored -> add(ids, stored));
    return ids;
  }

  /** An issuer as it is stored. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Stored(String id, byte[] certificate) {}

  /** Leaves out an issuer whose certificate is damaged: it must not hide those of others. */
  private static void add(Map<String, String> ids, Stored stored) {
    try {
      Certificate certificate = Certificate.parse(stored.certificate());
      for (String digest : DIGESTS) {
        ids.put(hash(digest, certificate), stored.id());
      }
    } catch (CertificateFormatException e) {
      ids.values().remove(stored.id());
    }
  }

  private static String hash(String algorithm, Certificate certificate) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      certificate.subjectPublicKey().keyBits().update(digest);
      return Slice.of(digest.digest()).hex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
