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
 * The identity of an edge: from its verified certificate, or its address where it needs none.
 *
 * @param names the same for all certificates of the edge
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
   * @param dnsNames subjectAltNames, as written
   * @param uris subjectAltNames, as written
   */
  public record Names(
      Name subject, List<String> dnsNames, List<String> uris, @Nullable InetAddress address) {
    public Names {
      dnsNames = List.copyOf(dnsNames);
      uris = List.copyOf(uris);
    }

    /** The names in a certificate. */
    public Names(Name subject, List<String> dnsNames, List<String> uris) {
      this(subject, dnsNames, uris, null);
    }
  }

  /**
   * The identity of an edge without a certificate: all connections from one address are one edge.
   */
  public static EdgeIdentity of(InetAddress address) {
    return new EdgeIdentity(
        new Names(Name.of(List.of()), List.of(), List.of(), address), null, null, null);
  }

  /** The identity in a certificate. */
  public static EdgeIdentity of(Certificate leaf) {
    List<String> dnsNames = new ArrayList<>(1);
    List<String> uris = new ArrayList<>(1);
    for (GeneralName name : leaf.subjectAltNames()) {
      switch (name) {
        case GeneralName.Dns(String dns) -> dnsNames.add(dns);
        case GeneralName.Uri(String uri) -> uris.add(uri);
        default -> {} // edges are not named by these
      }
    }
    return new EdgeIdentity(
        new Names(leaf.subject(), dnsNames, uris),
        leaf.serialNumber(),
        leaf.issuer(),
        leaf.sha256());
  }

  /** A name that {@code allow} may use: the subject, or another name where that is empty. */
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
