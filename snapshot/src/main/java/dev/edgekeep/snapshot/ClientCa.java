package dev.edgekeep.snapshot;

import dev.edgekeep.config.material.Revoked;
import dev.edgekeep.x509.cert.Certificate;
import java.util.List;

/**
 * What client certificates are verified against: roots (self-issued certificates), and
 * intermediates that clients may leave out.
 */
public record ClientCa(String name, List<Certificate> certificates, Revoked revoked) {
  public ClientCa {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("client CA %s has no certificate".formatted(name));
    }
  }
}
