package dev.edgekeep.snapshot;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where health, metrics and the host list are served, in plaintext and to whoever can connect.
 *
 * @param allowRemote said explicitly where the address is not a loopback one
 */
public record AdminEndpoint(InetSocketAddress address, boolean allowRemote) {
  public static final AdminEndpoint DEFAULT =
      new AdminEndpoint(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9901), false);

  public AdminEndpoint {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("admin address %s is not resolved".formatted(address));
    }
    if (!allowRemote && !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "admin address %s is not a loopback address, and remote access is not allowed"
              .formatted(address));
    }
  }
}
