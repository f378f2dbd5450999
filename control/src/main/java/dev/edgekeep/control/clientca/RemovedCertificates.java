package dev.edgekeep.control.clientca;

import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Table;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Revocations whose certificates no longer have a record, until they would have expired. */
final class RemovedCertificates {
  /** The time for which they are kept beyond that: one more list must have them (RFC 5280 §3.3). */
  static final Duration KEPT = Duration.ofDays(30);

  private static final Table TABLE = new Table("removed_certificate");

  private RemovedCertificates() {}

  static void add(
      Handle db,
      ClientCertificate certificate,
      ClientCertificate.Revocation revocation,
      Instant now) {
    db.createUpdate("DELETE FROM removed_certificate WHERE not_after < :past")
        .bind("past", now.minus(KEPT).toEpochMilli())
        .execute();
    TABLE.insert(
        db,
        new Columns()
            .text("client_ca_id", certificate.clientCaId())
            .text("issuer_id", certificate.issuerId())
            .text("serial", ClientCertificate.stored(certificate.serial()))
            .number("revoked_at", revocation.at().toEpochMilli())
            .text("reason", revocation.reason().label())
            .number("not_after", certificate.certificate().notAfter().toEpochMilli()));
  }
}
