package dev.edgekeep.x509.issue;

import java.util.List;

/**
 * Where things about a certificate are published, as URLs.
 *
 * @param crl the list that it is on when it is revoked (RFC 5280 §4.2.1.13)
 * @param ocsp who answers about it (RFC 5280 §4.2.2.1)
 * @param issuer its issuer's certificate, DER (RFC 5280 §4.2.2.1)
 */
public record Pointers(List<String> crl, List<String> ocsp, List<String> issuer) {
  public static final Pointers NONE = new Pointers(List.of(), List.of(), List.of());

  public Pointers {
    crl = List.copyOf(crl);
    ocsp = List.copyOf(ocsp);
    issuer = List.copyOf(issuer);
  }
}
