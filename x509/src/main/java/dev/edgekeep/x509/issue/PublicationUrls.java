package dev.edgekeep.x509.issue;

import java.util.List;

/**
 * URLs where information about a certificate is published.
 *
 * @param crl the revocation list for the certificate (RFC 5280 §4.2.1.13)
 * @param ocsp the OCSP responder for the certificate (RFC 5280 §4.2.2.1)
 * @param issuer the issuer's certificate in DER (RFC 5280 §4.2.2.1)
 */
public record PublicationUrls(List<String> crl, List<String> ocsp, List<String> issuer) {
  public static final PublicationUrls NONE = new PublicationUrls(List.of(), List.of(), List.of());

  public PublicationUrls {
    crl = List.copyOf(crl);
    ocsp = List.copyOf(ocsp);
    issuer = List.copyOf(issuer);
  }
}
