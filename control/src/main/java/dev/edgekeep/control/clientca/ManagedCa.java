package dev.edgekeep.control.clientca;

import dev.edgekeep.x509.cert.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The client CA of an account.
 *
 * @param issuers its roots and issuing CAs, those that issue first, then the newest first
 */
record ManagedCa(
    String id, String accountId, Instant createdAt, long revision, List<CaIssuer> issuers) {
  ManagedCa {
    issuers = List.copyOf(issuers);
  }

  /** The CA that issues client certificates. */
  CaIssuer issuing() {
    return current(CaIssuer.Kind.ISSUING);
  }

  /** The CA that certifies issuing CAs. */
  CaIssuer root() {
    return current(CaIssuer.Kind.ROOT);
  }

  private CaIssuer current(CaIssuer.Kind kind) {
    return issuers.stream()
        .filter(issuer -> issuer.kind() == kind && issuer.isCurrent())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the client CA has no " + kind.label()));
  }

  /** An issuing CA and its root: what goes with a certificate that it has issued. */
  List<Certificate> chain(CaIssuer issuing) {
    List<Certificate> chain = new ArrayList<>(2);
    chain.add(issuing.certificate());
    issuers.stream()
        .filter(issuer -> issuer.kind() == CaIssuer.Kind.ROOT)
        .map(CaIssuer::certificate)
        .filter(root -> root.subject().equals(issuing.certificate().issuer()))
        .forEach(chain::add);
    return List.copyOf(chain);
  }

  CaIssuer issuer(String issuerId) {
    return issuers.stream()
        .filter(issuer -> issuer.id().equals(issuerId))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no issuer " + issuerId));
  }

  /** The issuers that are trusted: all that have not expired. */
  List<CaIssuer> trusted(Instant now) {
    return issuers.stream()
        .filter(issuer -> !issuer.certificate().notAfter().isBefore(now))
        .toList();
  }
}
