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
 */
public record ApiEndpoint(
    InetSocketAddress address, @Nullable Identity identity, boolean plaintext) {
  public ApiEndpoint {
    if (identity == null && !plaintext) {
      throw new IllegalArgumentException("the API has neither TLS nor plaintext");
    }
  }

  String scheme() {
    return identity == null ? "http" : "https";
  }
}
