package dev.edgekeep.control.clientca;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.pem.PemFiles;
import java.time.Instant;
import java.util.List;

/**
 * The managed CA as the API shows it.
 *
 * @param certificate the issuing CA and its root, PEM: what verifies a certificate that is issued
 *     now
 * @param certificates all that are trusted, PEM
 * @param crl URL of the issuing CA's revocation list
 * @param ocsp URL of the responder
 * @param notAfter the end of the issuing CA
 * @param rotation {@code none}, or {@code overlap} while issuers before are still trusted
 */
record ClientCaView(
    String id,
    String certificate,
    String certificates,
    String crl,
    String ocsp,
    Instant notAfter,
    String rotation,
    List<IssuerView> issuers,
    Instant createdAt) {
  /**
   * One root or issuing CA.
   *
   * @param state {@code current}: it issues; {@code previous}: it does not any more; {@code
   *     expired}
   * @param key the place of its private key: {@code store}, or the URI of a key on a token
   */
  record IssuerView(
      String id,
      String kind,
      String state,
      String subject,
      String serial,
      String keyType,
      String key,
      String sha256,
      String sha1,
      Instant notBefore,
      Instant notAfter,
      String certificate,
      String crl) {
    static IssuerView of(CaIssuer issuer, Instant now, Publication publication) {
      Certificate certificate = issuer.certificate();
      boolean expired = certificate.notAfter().isBefore(now);
      return new IssuerView(
          issuer.id(),
          issuer.kind().label(),
          expired ? "expired" : issuer.state().label(),
          certificate.subject().toString(),
          certificate.serialNumber().toString(),
          certificate.subjectPublicKey().description(),
          issuer.key().shown(),
          certificate.sha256().toString(),
          certificate.sha1().toString(),
          certificate.notBefore(),
          certificate.notAfter(),
          PemFiles.text(List.of(certificate)),
          publication.listUrl(issuer.id()));
    }
  }

  static ClientCaView of(ManagedCa ca, Instant now, Publication publication) {
    CaIssuer issuing = ca.issuing();
    List<CaIssuer> trusted = ca.trusted(now);
    boolean overlap = trusted.stream().anyMatch(issuer -> !issuer.isCurrent());
    return new ClientCaView(
        ca.id(),
        PemFiles.text(ca.chain(issuing)),
        PemFiles.text(trusted.stream().map(CaIssuer::certificate).toList()),
        publication.listUrl(issuing.id()),
        publication.ocspUrl(),
        issuing.certificate().notAfter(),
        overlap ? "overlap" : "none",
        ca.issuers().stream().map(each -> IssuerView.of(each, now, publication)).toList(),
        ca.createdAt());
  }
}
