package dev.edgekeep.control.clientca;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
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
        ClientCaView.pem(List.of(issued.certificate())),
        ClientCaView.pem(ca.chain(ca.issuer(issued.issuerId()))));
  }
}
