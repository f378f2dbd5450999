package dev.edgekeep.control.clientca;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.path.ClientKeys;
import dev.edgekeep.x509.pem.PemBlock;
import dev.edgekeep.x509.pem.PemFiles;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client certificate that was just issued.
 *
 * @param certificate PEM
 * @param chain the issuing CA and its root, PEM
 * @param privateKey PKCS#8, PEM: in this answer and never again; null when the key is the client's
 * @param ignored parts of the certificate request that were not granted; null when all were
 * @param warnings why an edge does not accept the certificate although it is valid; null when it
 *     does
 */
record IssuedView(
    String id,
    String serial,
    String status,
    String certificate,
    String chain,
    @Nullable String privateKey,
    Instant notBefore,
    Instant notAfter,
    @Nullable List<String> ignored,
    @Nullable List<String> warnings) {
  static IssuedView of(Issuance.Issued issued) {
    PrivateKeyDer key = issued.privateKey();
    List<String> ignored = issued.ignored();
    Certificate certificate = issued.record().certificate().require();
    List<String> warnings = ClientKeys.warnings(certificate.subjectPublicKey());
    return new IssuedView(
        issued.record().id(),
        issued.record().serial().toString(),
        CertificateStatus.ACTIVE.label(),
        PemFiles.text(List.of(certificate)),
        PemFiles.text(issued.chain()),
        key == null ? null : PemBlock.write("PRIVATE KEY", key.pkcs8()),
        certificate.notBefore(),
        certificate.notAfter(),
        ignored.isEmpty() ? null : ignored,
        warnings.isEmpty() ? null : warnings);
  }

  /** Nothing of the key. */
  @Override
  public String toString() {
    return "IssuedView[" + id + "]";
  }
}
