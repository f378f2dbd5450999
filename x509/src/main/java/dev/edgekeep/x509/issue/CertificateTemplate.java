package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SiteExtension;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of one certificate, apart from its profile and its issuer.
 *
 * @param names subjectAltNames; empty omits the extension
 * @param notBefore the first second of validity
 * @param notAfter the last second of validity, inclusive
 * @param site the site that it is issued for; null if none
 */
public record CertificateTemplate(
    SerialNumber serial,
    Name subject,
    SubjectPublicKey publicKey,
    List<GeneralName> names,
    Instant notBefore,
    Instant notAfter,
    PublicationUrls pointers,
    @Nullable SiteExtension site) {
  public CertificateTemplate {
    names = List.copyOf(names);
  }

  /** A template for a certificate without a site. */
  public CertificateTemplate(
      SerialNumber serial,
      Name subject,
      SubjectPublicKey publicKey,
      List<GeneralName> names,
      Instant notBefore,
      Instant notAfter,
      PublicationUrls pointers) {
    this(serial, subject, publicKey, names, notBefore, notAfter, pointers, null);
  }

  /** The same template for a certificate of a site. */
  public CertificateTemplate forSite(SiteExtension tie) {
    return new CertificateTemplate(
        serial, subject, publicKey, names, notBefore, notAfter, pointers, tie);
  }
}
