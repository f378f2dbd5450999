package dev.edgekeep.edge.dial;

import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.edge.proxyprotocol.EncodedHeader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A server to connect to.
 *
 * @param host a name, or an IP address without brackets
 * @param tls null for a plaintext server
 * @param timeout for the connection to one address, and as much again for its TLS handshake
 * @param header of the PROXY protocol that every connection begins with, before TLS, unless it is
 *     dialed with another; null: none
 * @param forbidden addresses that are never connected to, whatever name leads there
 */
public record Destination(
    String host,
    int port,
    @Nullable ServerTls tls,
    Duration timeout,
    @Nullable EncodedHeader header,
    ForbiddenAddresses forbidden) {
  /** A server whose connections begin with TLS, or the first request. */
  public Destination(
      String host,
      int port,
      @Nullable ServerTls tls,
      Duration timeout,
      ForbiddenAddresses forbidden) {
    this(host, port, tls, timeout, null, forbidden);
  }
}
