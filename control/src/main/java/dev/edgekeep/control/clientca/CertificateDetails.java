package dev.edgekeep.control.clientca;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.edgekeep.x509.pem.PemFiles;
import java.time.Instant;
import java.util.List;

/**
 * A client certificate by itself.
 *
 * @param certificate PEM
 * @param chain the issuing CA and its root, PEM
 */
record CertificateDetails(
    @JsonUnwrapped ClientCertificateView record, String certificate, String chain) {
  static CertificateDetails of(ClientCertificate issued, ManagedCa ca, Instant now) {
    return new CertificateDetails(
        ClientCertificateView.of(issued, now),
        PemFiles.text(List.of(issued.certificate().require())),
        PemFiles.text(ca.chain(ca.issuer(issued.issuerId()))));
  }
}
