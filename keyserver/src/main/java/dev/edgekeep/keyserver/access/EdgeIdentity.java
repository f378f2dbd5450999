package dev.edgekeep.keyserver.access;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.SerialNumber;
import java.util.ArrayList;
import java.util.List;

/**
 * Who an edge is, as its verified certificate says.
 *
 * @param names who it is, whichever of its certificates it shows
 * @param serial of this certificate
 * @param issuer of this certificate
 * @param fingerprint SHA-256 of this certificate
 */
public record EdgeIdentity(Names names, SerialNumber serial, Name issuer, Fingerprint fingerprint) {
  /**
   * The names in a certificate.
   *
   * @param dnsNames subjectAltNames, as they stand there
   * @param uris subjectAltNames, as they stand there
   */
  public record Names(Name subject, List<String> dnsNames, List<String> uris) {
    public Names {
      dnsNames = List.copyOf(dnsNames);
      uris = List.copyOf(uris);
    }
  }

  /** The identity that a certificate speaks of. */
  public static EdgeIdentity of(Certificate leaf) {
    List<String> dnsNames = new ArrayList<>(1);
    List<String> uris = new ArrayList<>(1);
    for (GeneralName name : leaf.subjectAltNames()) {
      switch (name) {
        case GeneralName.Dns(String dns) -> dnsNames.add(dns);
        case GeneralName.Uri(String uri) -> uris.add(uri);
        default -> {} // nothing that an edge is named by
      }
    }
    return new EdgeIdentity(
        new Names(leaf.subject(), dnsNames, uris),
        leaf.serialNumber(),
        leaf.issuer(),
        leaf.sha256());
  }

  /**
   * What an entry of {@code allow} may call it: the subject, or where that is empty another name.
   */
  @Override
  public String toString() {
    if (!names.subject.isEmpty()) {
      return names.subject.toString();
    }
    if (!names.uris.isEmpty()) {
      return "URI:" + names.uris.getFirst();
    }
    return names.dnsNames.isEmpty() ? "SHA-256 " + fingerprint : "DNS:" + names.dnsNames.getFirst();
  }
}
