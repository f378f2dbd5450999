package dev.edgekeep.snapshot;

import dev.edgekeep.config.network.AddressRange;
import java.net.InetAddress;
import java.util.List;

/**
 * The PROXY protocol on a listener: balancers put the address of their client before everything
 * else on a connection, in version 1 or 2. Immutable.
 *
 * @param trust the addresses of the balancers, from which the header is required; not empty.
 *     Connections from any other address are served as those of plain clients
 */
public record ProxyProtocol(List<AddressRange> trust) {
  public ProxyProtocol {
    trust = List.copyOf(trust);
    if (trust.isEmpty()) {
      throw new IllegalArgumentException("the PROXY protocol is trusted from no address");
    }
  }

  /** Returns whether connections from an address begin with the header. */
  public boolean isTrusted(InetAddress peer) {
    return AddressRange.anyContains(trust, peer);
  }
}
