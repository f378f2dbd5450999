package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.crl.RevocationList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A trusted certificate authority, with its name in the configuration.
 *
 * @param anchors where a path may end
 * @param intermediates certificates that the peer may leave out; trusted only through an anchor
 * @param crls if not empty, every certificate in a path under this CA needs a current list
 * @param revokedSerials revoked serial numbers of certificates under this CA
 */
public record TrustedCa(
    String name,
    List<Certificate> anchors,
    List<Certificate> intermediates,
    List<RevocationList> crls,
    SerialSet revokedSerials) {
  public TrustedCa {
    anchors = List.copyOf(anchors);
    intermediates = List.copyOf(intermediates);
    crls = List.copyOf(crls);
  }

  /** A CA from a bundle: self-issued certificates are anchors, all others intermediates. */
  public static TrustedCa of(
      String name,
      List<Certificate> certificates,
      List<RevocationList> crls,
      SerialSet revokedSerials) {
    return new TrustedCa(
        name,
        certificates.stream().filter(Certificate::isSelfIssued).toList(),
        certificates.stream().filter(certificate -> !certificate.isSelfIssued()).toList(),
        crls,
        revokedSerials);
  }

  /** Returns whether one of its certificates has the name and the key of the given one. */
  boolean holdsKeyOf(Certificate issuer) {
    return Stream.concat(anchors.stream(), intermediates.stream())
        .anyMatch(own ->
            own.subject().equals(issuer.subject())
                && own.subjectPublicKey().equals(issuer.subjectPublicKey()));
  }

  /** A CA from a bundle, without revocations. */
  public static TrustedCa of(String name, List<Certificate> certificates) {
    return of(name, certificates, List.of(), SerialSet.EMPTY);
  }
}
