package dev.edgekeep.control.clientca;

import dev.edgekeep.control.record.StoredRecord;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.crl.RevocationReason;
import java.time.Instant;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that the managed CA has issued.
 *
 * @param issuerId the issuer that signed it
 * @param siteOnly whether no host of another site may accept it, whatever the account's scope is
 * @param revocation null: it is not revoked
 */
record ClientCertificate(
    String id,
    String clientCaId,
    String issuerId,
    String siteId,
    boolean siteOnly,
    StoredCertificate certificate,
    @Nullable Revocation revocation,
    Instant createdAt,
    long revision)
    implements StoredRecord {
  /** When and why it was revoked. */
  record Revocation(Instant at, RevocationReason reason) {
    static @Nullable Revocation of(long at, @Nullable String reason) {
      return reason == null
          ? null
          : new Revocation(
              Instant.ofEpochMilli(at),
              RevocationReason.of(reason).orElse(RevocationReason.UNSPECIFIED));
    }
  }

  static final RowMapper<ClientCertificate> ROW =
      (row, context) ->
          new ClientCertificate(
              row.getString("id"),
              row.getString("client_ca_id"),
              row.getString("issuer_id"),
              row.getString("site_id"),
              row.getInt("site_only") != 0,
              StoredCertificate.of(row),
              Revocation.of(row.getLong("revoked_at"), row.getString("reason")),
              Instant.ofEpochMilli(row.getLong("created_at")),
              row.getLong("revision"));

  SerialNumber serial() {
    return certificate.serial();
  }

  /** A serial number as the store has it: two digits an octet, nothing between. */
  static String stored(SerialNumber serial) {
    return serial.toString().replace(":", "");
  }

  CertificateStatus status(Instant now) {
    if (revocation != null) {
      return CertificateStatus.REVOKED;
    }
    return certificate.notAfter().isBefore(now)
        ? CertificateStatus.EXPIRED
        : CertificateStatus.ACTIVE;
  }

  /** Subject and serial number. */
  @Override
  public String name() {
    return certificate.subject() + " (" + serial() + ")";
  }
}
