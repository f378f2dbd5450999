package dev.edgekeep.keyserver.check;

import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.GeneralName;
import org.jspecify.annotations.Nullable;

/**
 * A certificate whose private key is tried. Immutable.
 *
 * @param name its name in the report: its file, or its host
 * @param decrypts whether an RSA key is also tried for decryption, which only RSA key exchange
 *     needs
 */
public record CheckedCertificate(String name, Certificate certificate, boolean decrypts) {
  /** The name of its key in requests. */
  public SubjectKeyId key() {
    return SubjectKeyId.of(certificate.computedKeyIdentifier().bytes());
  }

  /** One of its DNS names, for the SNI of a client; null when it has none. */
  @Nullable String serverName() {
    for (GeneralName name : certificate.subjectAltNames()) {
      if (name instanceof GeneralName.Dns dns && !dns.name().startsWith("*")) {
        return dns.name();
      }
    }
    return null;
  }
}
