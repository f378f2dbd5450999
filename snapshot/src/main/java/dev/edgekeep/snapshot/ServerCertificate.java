package dev.edgekeep.snapshot;

import dev.edgekeep.x509.cert.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate chain that a host presents, and its key.
 *
 * @param chain leaf first, in order
 * @param key the place of the leaf's private key
 * @param ocspResponse a DER-encoded OCSP response to staple (RFC 6066 §8), or null
 */
public record ServerCertificate(
    List<Certificate> chain, ServerKey key, @Nullable OcspResponse ocspResponse) {
  public ServerCertificate {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a server certificate has no chain");
    }
  }

  public Certificate leaf() {
    return chain.getFirst();
  }
}
