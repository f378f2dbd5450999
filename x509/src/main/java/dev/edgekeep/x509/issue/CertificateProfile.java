package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.KeyUsage;
import java.time.Duration;
import java.util.List;

/**
 * The form of certificates of one type (RFC 5280 §4), for all requesters.
 *
 * @param name for messages
 * @param authority whether the subject is a CA
 * @param maxPathLength for a CA, the number of CAs that may follow; -1 without a limit
 * @param keyUsage exactly these bits
 * @param purposes for extKeyUsage, as dotted OIDs; empty omits the extension
 * @param maxValidity from notBefore to notAfter
 * @param named whether subjectAltNames may be requested
 * @param pointers whether it must contain revocation URLs
 * @param withoutRevocation whether it has id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1)
 */
public record CertificateProfile(
    String name,
    boolean authority,
    int maxPathLength,
    KeyUsage keyUsage,
    List<String> purposes,
    Duration maxValidity,
    boolean named,
    boolean pointers,
    boolean withoutRevocation) {
  public static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  public static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
  private static final Duration YEAR = Duration.ofDays(366);

  public CertificateProfile {
    purposes = List.copyOf(purposes);
  }

  /** A root: signs issuing CAs and its revocation list, at most 30 years. */
  public static CertificateProfile root() {
    return authority("root", -1, KeyUsage.CERTIFICATES_AND_LISTS, YEAR.multipliedBy(30), false);
  }

  /**
   * An issuing CA: signs certificates of subjects that are not CAs, lists and OCSP responses; 15
   * years.
   */
  public static CertificateProfile issuingCa() {
    return authority(
        "issuing CA", 0, KeyUsage.CERTIFICATES_LISTS_AND_ANSWERS, YEAR.multipliedBy(15), true);
  }

  private static CertificateProfile authority(
      String name, int pathLength, KeyUsage usage, Duration maxValidity, boolean pointers) {
    return new CertificateProfile(
        name, true, pathLength, usage, List.of(), maxValidity, false, pointers, false);
  }

  /** A TLS client: only clientAuth, at most ten years. */
  public static CertificateProfile client() {
    return leaf("client certificate", CLIENT_AUTH, YEAR.multipliedBy(10), true);
  }

  /** A delegated OCSP responder of its issuer (RFC 6960 §4.2.2.2), at most 90 days. */
  public static CertificateProfile ocspResponder() {
    return leaf("OCSP responder", OCSP_SIGNING, Duration.ofDays(90), false);
  }

  private static CertificateProfile leaf(
      String name, String purpose, Duration maxValidity, boolean client) {
    return new CertificateProfile(
        name, false, -1, KeyUsage.SIGNING, List.of(purpose), maxValidity, client, client, !client);
  }
}
