package dev.edgekeep.snapshot;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The address of health, metrics and the host list, in plaintext and for everybody who can connect.
 *
 * @param allowRemote must be true where the address is not a loopback address
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
