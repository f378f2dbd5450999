package dev.edgekeep.control.clientca;

import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Revocations whose certificates have no record any more, until they would have expired. */
final class RemovedCertificates {
  /** How long they are kept beyond that: a list more must have them (RFC 5280 §3.3). */
  static final Duration KEPT = Duration.ofDays(30);

  private RemovedCertificates() {}

  static void add(
      Handle db,
      ClientCertificate certificate,
      ClientCertificate.Revocation revocation,
      Instant now) {
    db.createUpdate("DELETE FROM removed_certificate WHERE not_after < :past")
        .bind("past", now.minus(KEPT).toEpochMilli())
        .execute();
    db.createUpdate(
            """
            INSERT INTO removed_certificate
                (client_ca_id, issuer_id, serial, revoked_at, reason, not_after)
            VALUES (:ca, :issuer, :serial, :at, :reason, :notAfter)\
            """)
        .bind("ca", certificate.clientCaId())
        .bind("issuer", certificate.issuerId())
        .bind("serial", ClientCertificate.stored(certificate.serial()))
        .bind("at", revocation.at().toEpochMilli())
        .bind("reason", revocation.reason().label())
        .bind("notAfter", certificate.certificate().notAfter().toEpochMilli())
        .execute();
  }
}
