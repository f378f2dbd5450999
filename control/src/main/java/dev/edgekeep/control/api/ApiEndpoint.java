package dev.edgekeep.control.api;

import dev.edgekeep.config.material.Identity;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The address of the API.
 *
 * @param identity the certificate and key for TLS; null: none, for loopback
 * @param plaintext whether calls without TLS are answered; together with TLS on the same port, if
 *     both
 * @param requestsCertificates whether clients are asked for a certificate, and may send none
 */
public record ApiEndpoint(
    InetSocketAddress address,
    @Nullable Identity identity,
    boolean plaintext,
    boolean requestsCertificates) {
  public ApiEndpoint {
    if (identity == null && !plaintext) {
      throw new IllegalArgumentException("the API has neither TLS nor plaintext");
    }
  }

  /** Without asking clients for certificates. */
  public ApiEndpoint(InetSocketAddress address, @Nullable Identity identity, boolean plaintext) {
    this(address, identity, plaintext, false);
  }

  /** The same, where clients are asked for a certificate. */
  public ApiEndpoint requestingCertificates() {
    return new ApiEndpoint(address, identity, plaintext, true);
  }

  String scheme() {
    return identity == null ? "http" : "https";
  }
}
