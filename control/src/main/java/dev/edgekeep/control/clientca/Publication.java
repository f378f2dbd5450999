package dev.edgekeep.control.clientca;

import dev.edgekeep.control.api.Routes;
import dev.edgekeep.x509.issue.PublicationUrls;
import java.util.List;
import java.util.function.Supplier;

/**
 * The public addresses of lists, OCSP answers and certificates of issuers.
 *
 * @param url of the control plane as others reach it, as {@code http://ca.example.com}; asked for
 *     when something is issued
 */
public record Publication(Supplier<String> url) {
  static final String LIST = "/client-ca/crl/";
  static final String CERTIFICATE = "/client-ca/issuers/";
  static final String OCSP = "/ocsp";

  /** The URLs of list, OCSP responder and issuer in certificates of this issuer. */
  PublicationUrls pointers(String issuerId) {
    return new PublicationUrls(
        List.of(listUrl(issuerId)), List.of(ocspUrl()), List.of(at(CERTIFICATE + issuerId)));
  }

  String listUrl(String issuerId) {
    return at(LIST + issuerId);
  }

  String ocspUrl() {
    return at(OCSP);
  }

  private String at(String path) {
    return url.get() + Routes.PREFIX + path;
  }
}
