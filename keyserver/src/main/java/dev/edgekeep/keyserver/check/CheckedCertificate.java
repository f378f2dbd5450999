package dev.edgekeep.keyserver.check;

import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.GeneralName;
import org.jspecify.annotations.Nullable;

/**
 * A certificate whose private key is asked for. Immutable.
 *
 * @param name what it is called in the report: its file, or its host
 * @param decrypts whether an RSA key is to decrypt, too, which only RSA key exchange needs
 */
public record CheckedCertificate(String name, Certificate certificate, boolean decrypts) {
  /** What names its key to the key server. */
  public SubjectKeyId key() {
    return SubjectKeyId.of(certificate.computedKeyIdentifier().bytes());
  }

  /** A name that it is for, as a client of the edge might ask; null when it is for none. */
  @Nullable String serverName() {
    for (GeneralName name : certificate.subjectAltNames()) {
      if (name instanceof GeneralName.Dns dns && !dns.name().startsWith("*")) {
        return dns.name();
      }
    }
    return null;
  }
}
