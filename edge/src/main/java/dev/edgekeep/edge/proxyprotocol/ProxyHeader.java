package dev.edgekeep.edge.proxyprotocol;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a PROXY protocol header about a connection. Immutable.
 *
 * @param source the client; null where the sender speaks for itself (a health check) or does not
 *     know the client's IP address: then the sender is the client
 * @param destination the address that the client connected to; null exactly when the source is
 */
public record ProxyHeader(
    @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
  /** A header without addresses: LOCAL, UNKNOWN, or addresses that are not those of IP. */
  static final ProxyHeader WITHOUT_ADDRESSES = new ProxyHeader(null, null);

  public ProxyHeader {
    if ((source == null) != (destination == null)) {
      throw new IllegalArgumentException("one address without the other");
    }
  }
}
