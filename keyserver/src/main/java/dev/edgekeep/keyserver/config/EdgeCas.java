package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.material.Revoked;
import dev.edgekeep.x509.cert.Certificate;
import java.util.List;

/**
 * What edges are verified against.
 *
 * @param certificates roots (self-issued), and intermediates that edges may leave out
 * @param revoked what those have revoked
 */
public record EdgeCas(List<Certificate> certificates, Revoked revoked) {
  public EdgeCas {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("no CA is trusted, and no edge could connect");
    }
  }
}
