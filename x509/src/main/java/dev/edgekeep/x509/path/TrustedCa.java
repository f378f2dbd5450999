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
 * @param crls the lists that are known
 * @param listsRequired whether every certificate in a path under this CA needs a current list
 * @param revokedSerials revoked serial numbers of certificates under this CA
 */
public record TrustedCa(
    String name,
    List<Certificate> anchors,
    List<Certificate> intermediates,
    List<RevocationList> crls,
    boolean listsRequired,
    SerialSet revokedSerials) {
  public TrustedCa {
    anchors = List.copyOf(anchors);
    intermediates = List.copyOf(intermediates);
    crls = List.copyOf(crls);
  }

  /** A CA whose paths need lists if it has any. */
  public TrustedCa(
      String name,
      List<Certificate> anchors,
      List<Certificate> intermediates,
      List<RevocationList> crls,
      SerialSet revokedSerials) {
    this(name, anchors, intermediates, crls, !crls.isEmpty(), revokedSerials);
  }

  /** The same CA whose paths need lists even while none is known. */
  public TrustedCa requiringLists() {
    return new TrustedCa(name, anchors, intermediates, crls, true, revokedSerials);
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
