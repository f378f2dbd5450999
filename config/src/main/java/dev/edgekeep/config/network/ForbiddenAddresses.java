package dev.edgekeep.config.network;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that origins and key servers must not have. Connections are checked after the name has
 * been resolved. Immutable; any thread that may block, because checks read the network interfaces.
 *
 * @param own administrative addresses of this product, forbidden to all accounts
 * @param isInternalForbidden whether loopback, link-local, multicast and metadata addresses are
 *     forbidden, as for tenants
 * @param allowed internal ranges that tenants may use; they do not include {@code own}
 */
public record ForbiddenAddresses(
    List<InetSocketAddress> own, boolean isInternalForbidden, List<AddressRange> allowed) {
  /** Forbids nothing. */
  public static final ForbiddenAddresses NONE = new ForbiddenAddresses(List.of(), false, List.of());

  /**
   * RFC 6890: this host, loopback, link-local with the metadata services of clouds, multicast and
   * broadcast; then metadata services and internal endpoints at other addresses.
   */
  private static final List<AddressRange> INTERNAL =
      Stream.of(
              "0.0.0.0/8",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "224.0.0.0/4",
              "255.255.255.255/32",
              "100.100.100.200/32",
              "168.63.129.16/32",
              "192.0.0.192/32",
              "::/128",
              "::1/128",
              "fe80::/10",
              "ff00::/8",
              "fd00:ec2::/32",
              "fd20:ce::254/128")
          .map(AddressRange::parse)
          .toList();

  public ForbiddenAddresses {
    own = List.copyOf(own);
    allowed = List.copyOf(allowed);
  }

  /** Forbids only the administrative addresses of this product. */
  public static ForbiddenAddresses own(List<InetSocketAddress> own) {
    return new ForbiddenAddresses(own, false, List.of());
  }

  /** The reason why connections to an address are forbidden; null: they are allowed. */
  public @Nullable String reason(InetAddress address, int port) {
    List<InetAddress> all = EmbeddedAddress.all(address);
    for (InetAddress each : all) {
      if (own.stream().anyMatch(mine -> reaches(each, port, mine))) {
        return "%s is an administrative address of this product; origins and key servers must not use it"
            .formatted(shown(address, port));
      }
    }
    boolean isAllowed = all.stream().anyMatch(each -> isIn(allowed, each));
    boolean isInternal = all.stream().anyMatch(each -> isIn(INTERNAL, each));
    return isInternalForbidden && isInternal && !isAllowed
        ? "%s is an internal address of the machine or its network (loopback, link-local, metadata or multicast), which only the operator's account may use, unless tenants.allowAddresses of control.yaml has it"
            .formatted(shown(address, port))
        : null;
  }

  /**
   * As {@link #reason(InetAddress, int)}, for the text of an address or a name that always means
   * this machine (RFC 6761 §6.3). Other names are checked when they are resolved.
   */
  public @Nullable String reason(String host, int port) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return reason(InetAddress.getLoopbackAddress(), port);
    }
    try {
      return reason(InetAddress.ofLiteral(host), port);
    } catch (IllegalArgumentException _) {
      return null; // a name
    }
  }

  private static boolean isIn(List<AddressRange> ranges, InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  /** Returns whether a connection to an address reaches a listener. */
  private static boolean reaches(InetAddress address, int port, InetSocketAddress listener) {
    InetAddress bound = listener.getAddress();
    if (port != listener.getPort() || bound == null) {
      return false;
    }
    if (bound.isAnyLocalAddress()) {
      return isThisMachine(address);
    }
    boolean isLocal = address.isLoopbackAddress() || address.isAnyLocalAddress();
    return address.equals(bound) || (bound.isLoopbackAddress() && isLocal);
  }

  /** Returns whether an address may be one of this machine; true if that is unknown. */
  private static boolean isThisMachine(InetAddress address) {
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      return true;
    }
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException _) {
      return true;
    }
  }

  private static String shown(InetAddress address, int port) {
    String host = address.getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
