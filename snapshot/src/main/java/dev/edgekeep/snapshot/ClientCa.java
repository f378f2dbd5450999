package dev.edgekeep.snapshot;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.crl.RevocationList;
import java.util.List;

/**
 * What client certificates are verified against: roots (self-issued certificates), and
 * intermediates that clients may leave out. Single serial numbers that it revoked are no part of
 * it: they are in {@link Snapshot#revokedSerials()}, as they change often and nothing else with
 * them.
 *
 * @param crls when not empty, every certificate of a path needs a current list
 */
public record ClientCa(String name, List<Certificate> certificates, List<RevocationList> crls) {
  public ClientCa {
    certificates = List.copyOf(certificates);
    crls = List.copyOf(crls);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("client CA %s has no certificate".formatted(name));
    }
  }
}
