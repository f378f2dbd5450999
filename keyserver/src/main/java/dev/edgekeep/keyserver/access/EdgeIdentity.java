package dev.edgekeep.keyserver.access;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.SerialNumber;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who an edge is, as its verified certificate says; its address where it needs none.
 *
 * @param names who it is, whichever of its certificates it shows
 * @param serial of this certificate; null when there is none
 * @param issuer of this certificate
 * @param fingerprint SHA-256 of this certificate
 */
public record EdgeIdentity(
    Names names,
    @Nullable SerialNumber serial,
    @Nullable Name issuer,
    @Nullable Fingerprint fingerprint) {
  /**
   * The names in a certificate, or the address of an edge without one.
   *
   * @param dnsNames subjectAltNames, as they stand there
   * @param uris subjectAltNames, as they stand there
   */
  public record Names(
      Name subject, List<String> dnsNames, List<String> uris, @Nullable InetAddress address) {
    public Names {
      dnsNames = List.copyOf(dnsNames);
      uris = List.copyOf(uris);
    }

    /** Those of a certificate. */
    public Names(Name subject, List<String> dnsNames, List<String> uris) {
      this(subject, dnsNames, uris, null);
    }
  }

  /** An edge that needs no certificate: all connections from one address are one edge. */
  public static EdgeIdentity of(InetAddress address) {
    return new EdgeIdentity(
        new Names(Name.of(List.of()), List.of(), List.of(), address), null, null, null);
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
    if (names.address != null) {
      return "anyone at " + names.address.getHostAddress();
    }
    if (!names.subject.isEmpty()) {
      return names.subject.toString();
    }
    if (!names.uris.isEmpty()) {
      return "URI:" + names.uris.getFirst();
    }
    return names.dnsNames.isEmpty() ? "SHA-256 " + fingerprint : "DNS:" + names.dnsNames.getFirst();
  }
}
