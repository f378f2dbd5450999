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
 * @param ocspFetch whether edge nodes fetch the response to staple; null: they do not
 */
public record ServerCertificate(
    List<Certificate> chain,
    ServerKey key,
    @Nullable OcspResponse ocspResponse,
    @Nullable OcspFetch ocspFetch) {
  public ServerCertificate {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a server certificate has no chain");
    }
  }

  /** A certificate for which no response is fetched. */
  public ServerCertificate(
      List<Certificate> chain, ServerKey key, @Nullable OcspResponse ocspResponse) {
    this(chain, key, ocspResponse, null);
  }

  public Certificate leaf() {
    return chain.getFirst();
  }
}
