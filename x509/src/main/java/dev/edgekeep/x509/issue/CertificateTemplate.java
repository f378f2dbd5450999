package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.time.Instant;
import java.util.List;

/**
 * What one certificate says, beyond what its profile and its issuer do.
 *
 * @param names subjectAltNames; empty leaves the extension out
 * @param notBefore the first second of validity
 * @param notAfter the last second of validity, inclusive
 */
public record CertificateTemplate(
    SerialNumber serial,
    Name subject,
    SubjectPublicKey publicKey,
    List<GeneralName> names,
    Instant notBefore,
    Instant notAfter,
    Pointers pointers) {
  public CertificateTemplate {
    names = List.copyOf(names);
  }
}
