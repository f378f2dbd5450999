package dev.edgekeep.snapshot;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An address to accept on: TLS, or plaintext HTTP that redirects to HTTPS where a host asks for it.
 *
 * @param address port 0 takes a free one
 * @param defaultHost the host for clients that send no server name; null: they are refused. Always
 *     null in plaintext
 * @param proxyProtocol balancers in front of it that tell the addresses of their clients; null:
 *     none
 */
public record Listener(
    InetSocketAddress address,
    boolean plaintext,
    @Nullable HostPattern defaultHost,
    @Nullable ProxyProtocol proxyProtocol) {
  public Listener {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("listener address %s is not resolved".formatted(address));
    }
    if (plaintext && defaultHost != null) {
      throw new IllegalArgumentException("a plaintext listener has no default host");
    }
  }

  /** A listener that clients connect to without a balancer. */
  public Listener(InetSocketAddress address, boolean plaintext, @Nullable HostPattern defaultHost) {
    this(address, plaintext, defaultHost, null);
  }

  /** The same listener without a default host. */
  public Listener withoutDefaultHost() {
    return new Listener(address, plaintext, null, proxyProtocol);
  }

  /** Returns whether both cannot be bound at once: one address, or one of them every address. */
  public boolean overlaps(InetSocketAddress other) {
    return address.getPort() != 0
        && address.getPort() == other.getPort()
        && (address.getAddress().isAnyLocalAddress()
            || other.getAddress().isAnyLocalAddress()
            || address.getAddress().equals(other.getAddress()));
  }
}
