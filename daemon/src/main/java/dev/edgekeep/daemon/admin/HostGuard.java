package dev.edgekeep.daemon.admin;

import io.netty.util.NetUtil;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Guards against DNS rebinding: a web page may point a name of its own at 127.0.0.1 and have a
 * browser read what is here. A browser then sends that name as {@code Host}; who means this server
 * sends an address or {@code localhost}.
 */
public final class HostGuard {
  private final boolean anyName;

  private HostGuard(boolean anyName) {
    this.anyName = anyName;
  }

  /** Addresses and {@code localhost}: for a server on loopback. */
  public static HostGuard addressesOnly() {
    return new HostGuard(false);
  }

  /** Where remote access was allowed, operators use names that are not known here. */
  public static HostGuard anyName() {
    return new HostGuard(true);
  }

  /**
   * @param hostHeader the request's {@code Host}, with or without port; null when it has none
   */
  public boolean allows(@Nullable String hostHeader) {
    if (hostHeader == null) {
      return false;
    }
    String host = withoutPort(hostHeader.trim().toLowerCase(Locale.ROOT));
    return host.equals("localhost")
        || NetUtil.isValidIpV4Address(host)
        || NetUtil.isValidIpV6Address(host)
        || (anyName && !host.isEmpty());
  }

  private static String withoutPort(String host) {
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? "" : host.substring(1, end);
    }
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }
}
