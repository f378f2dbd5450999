package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.material.Revoked;
import dev.edgekeep.keyserver.access.AddressBlock;
import dev.edgekeep.x509.cert.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The CAs that edges are verified against.
 *
 * @param certificates roots (self-issued), and intermediates that edges may leave out; empty: no
 *     certificate is requested, and every peer at {@code addresses} is an edge
 * @param revoked the certificates that these CAs have revoked
 * @param addresses the addresses that edges may connect from; null: all
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

  /** Edges at any address, verified against these CAs. */
  public EdgeCas(List<Certificate> certificates, Revoked revoked) {
    this(certificates, revoked, null);
  }

  /** Returns whether no certificate is requested: every peer at these addresses may use keys. */
  public boolean isAnyone() {
    return certificates.isEmpty();
  }
}
