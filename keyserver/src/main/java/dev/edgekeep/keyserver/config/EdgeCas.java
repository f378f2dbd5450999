package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.material.Revoked;
import dev.edgekeep.keyserver.access.AddressBlock;
import dev.edgekeep.x509.cert.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What edges are verified against.
 *
 * @param certificates roots (self-issued), and intermediates that edges may leave out; empty:
 *     nobody is asked for a certificate, and whoever connects from {@code addresses} is an edge
 * @param revoked what those have revoked
 * @param addresses where edges may connect from; null: from everywhere
 */
public record EdgeCas(
    List<Certificate> certificates, Revoked revoked, @Nullable List<AddressBlock> addresses) {
  public EdgeCas {
    certificates = List.copyOf(certificates);
    addresses = addresses == null ? null : List.copyOf(addresses);
    if (certificates.isEmpty() && addresses == null) {
      throw new IllegalArgumentException("no CA is trusted, and no edge could connect");
    }
  }

  /** Edges from everywhere, verified against these. */
  public EdgeCas(List<Certificate> certificates, Revoked revoked) {
    this(certificates, revoked, null);
  }

  /** Whether no certificate is asked for: the signing oracle is open to these addresses. */
  public boolean isAnyone() {
    return certificates.isEmpty();
  }
}
