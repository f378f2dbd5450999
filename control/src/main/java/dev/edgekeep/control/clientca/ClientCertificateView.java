package dev.edgekeep.control.clientca;

import dev.edgekeep.control.account.ClientCertificateScope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client certificate as lists and audit records show it.
 *
 * @param subject as RFC 4514 writes it
 * @param fingerprint SHA-256 of the certificate
 * @param scope {@code site}: only hosts of its own site accept it; {@code account}: the account's
 *     setting decides
 * @param unreadable the reason why the certificate itself cannot be read
 */
record ClientCertificateView(
    String id,
    String serial,
    String status,
    String subject,
    List<String> subjectAltNames,
    String keyType,
    String fingerprint,
    String issuer,
    String scope,
    Instant notBefore,
    Instant notAfter,
    @Nullable Instant revokedAt,
    @Nullable String reason,
    Instant createdAt,
    @Nullable String unreadable) {
  static ClientCertificateView of(ClientCertificate issued, Instant now) {
    StoredCertificate certificate = issued.certificate();
    var revocation = issued.revocation();
    return new ClientCertificateView(
        issued.id(),
        issued.serial().toString(),
        issued.status(now).label(),
        certificate.subject(),
        certificate.subjectAltNames(),
        certificate.keyType(),
        certificate.fingerprint(),
        issued.issuerId(),
        (issued.siteOnly() ? ClientCertificateScope.SITE : ClientCertificateScope.ACCOUNT).label(),
        certificate.notBefore(),
        certificate.notAfter(),
        revocation == null ? null : revocation.at(),
        revocation == null ? null : revocation.reason().label(),
        issued.createdAt(),
        certificate.isDamaged() ? "the certificate is damaged; revoke it and issue another" : null);
  }
}
