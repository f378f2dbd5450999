package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.KeyUsage;
import java.time.Duration;
import java.util.List;

/**
 * What certificates of one kind look like (RFC 5280 §4), whoever asks for them.
 *
 * @param name for messages
 * @param authority whether the subject is a CA
 * @param maxPathLength of a CA: how many CAs may follow; -1 without a limit
 * @param keyUsage exactly these bits
 * @param purposes of extKeyUsage, as dotted OIDs; empty leaves the extension out
 * @param maxValidity from notBefore to notAfter
 * @param named whether subjectAltNames may be asked for
 * @param pointers whether it must say where its revocation is published
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

  /** A root: signs issuing CAs and the list of revoked ones, at most 30 years. */
  public static CertificateProfile root() {
    return authority("root", -1, KeyUsage.CERTIFICATES_AND_LISTS, YEAR.multipliedBy(30), false);
  }

  /** An issuing CA: signs certificates of no other CA, lists and OCSP answers; 15 years. */
  public static CertificateProfile issuingCa() {
    return authority(
        "issuing CA", 0, KeyUsage.CERTIFICATES_LISTS_AND_ANSWERS, YEAR.multipliedBy(15), true);
  }

  private static CertificateProfile authority(
      String name, int pathLength, KeyUsage usage, Duration maxValidity, boolean pointers) {
    return new CertificateProfile(
        name, true, pathLength, usage, List.of(), maxValidity, false, pointers, false);
  }

  /** A TLS client: clientAuth and nothing else, at most ten years. */
  public static CertificateProfile client() {
    return leaf("client certificate", CLIENT_AUTH, YEAR.multipliedBy(10), true);
  }

  /** A responder that answers OCSP for its issuer (RFC 6960 §4.2.2.2), at most 90 days. */
  public static CertificateProfile ocspResponder() {
    return leaf("OCSP responder", OCSP_SIGNING, Duration.ofDays(90), false);
  }

  private static CertificateProfile leaf(
      String name, String purpose, Duration maxValidity, boolean client) {
    return new CertificateProfile(
        name, false, -1, KeyUsage.SIGNING, List.of(purpose), maxValidity, client, client, !client);
  }
}
