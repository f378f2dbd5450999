package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SiteTie;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one certificate says, beyond what its profile and its issuer do.
 *
 * @param names subjectAltNames; empty leaves the extension out
 * @param notBefore the first second of validity
 * @param notAfter the last second of validity, inclusive
 * @param site the site that it is issued for; null: none
 */
public record CertificateTemplate(
    SerialNumber serial,
    Name subject,
    SubjectPublicKey publicKey,
    List<GeneralName> names,
    Instant notBefore,
    Instant notAfter,
    Pointers pointers,
    @Nullable SiteTie site) {
  public CertificateTemplate {
    names = List.copyOf(names);
  }

  /** A template for a certificate that is tied to no site. */
  public CertificateTemplate(
      SerialNumber serial,
      Name subject,
      SubjectPublicKey publicKey,
      List<GeneralName> names,
      Instant notBefore,
      Instant notAfter,
      Pointers pointers) {
    this(serial, subject, publicKey, names, notBefore, notAfter, pointers, null);
  }

  /** The same for a certificate that is issued for a site. */
  public CertificateTemplate forSite(SiteTie tie) {
    return new CertificateTemplate(
        serial, subject, publicKey, names, notBefore, notAfter, pointers, tie);
  }
}
