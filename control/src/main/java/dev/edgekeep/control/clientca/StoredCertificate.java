package dev.edgekeep.control.clientca;

import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.SerialNumber;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client certificate in the store. Where its DER is damaged, the columns beside it still say
 * enough to show and to revoke it.
 *
 * @param subject as RFC 4514 writes it
 * @param fingerprint SHA-256 of the certificate
 * @param certificate null when it is damaged
 */
record StoredCertificate(
    SerialNumber serial,
    String subject,
    List<String> subjectAltNames,
    String keyType,
    String fingerprint,
    Instant notBefore,
    Instant notAfter,
    @Nullable Certificate certificate) {
  static StoredCertificate of(Certificate certificate) {
    return new StoredCertificate(
        certificate.serialNumber(),
        certificate.subject().toString(),
        certificate.subjectAltNames().stream().map(GeneralName::toString).toList(),
        certificate.subjectPublicKey().description(),
        certificate.sha256().toString(),
        certificate.notBefore(),
        certificate.notAfter(),
        certificate);
  }

  static StoredCertificate of(ResultSet row) throws SQLException {
    try {
      return of(Certificate.parse(row.getBytes("certificate")));
    } catch (CertificateFormatException e) {
      return new StoredCertificate(
          SerialNumber.parse(row.getString("serial")),
          row.getString("subject"),
          List.of(),
          row.getString("key_type"),
          row.getString("fingerprint"),
          Instant.ofEpochMilli(row.getLong("not_before")),
          Instant.ofEpochMilli(row.getLong("not_after")),
          null);
    }
  }

  boolean isDamaged() {
    return certificate == null;
  }

  /**
   * The certificate itself.
   *
   * @throws DomainException when it is damaged
   */
  Certificate require() {
    if (certificate == null) {
      throw DomainException.damaged(
          "the client certificate with the serial number %s is damaged; revoke it and issue another"
              .formatted(serial));
    }
    return certificate;
  }
}
