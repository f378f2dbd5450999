package dev.edgekeep.edge.message;

import io.netty.util.NetUtil;
import java.util.Locale;

/** The host and port of a request (RFC 3986 §3.2), without user information. */
public final class Authority {
  private static final int MAX_LENGTH = 253 + 1 + 5 + 1;
  private static final int MAX_PORT = 65_535;

  private Authority() {}

  /**
   * Returns the text if it is {@code host[:port]}. An empty port is removed with its colon: it
   * means the same as none (RFC 3986 §3.2.3, RFC 9110 §4.2.3).
   */
  public static String check(String text) throws BadMessage {
    int end = hostEnd(text);
    boolean literal = text.startsWith("[");
    if (end <= 0 || text.length() > MAX_LENGTH || text.charAt(0) == '.') {
      throw bad();
    }
    for (int i = literal ? 1 : 0; i < (literal ? end - 1 : end); i++) {
      if (!isHostCharacter(text.charAt(i), literal)) {
        throw bad();
      }
    }
    checkPort(text, end);
    return end == text.length() - 1 ? text.substring(0, end) : text;
  }

  /** The name that hosts are found by: no port, lower case, no trailing dot. */
  public static String hostName(String authority) {
    int end = hostEnd(authority);
    if (end > 1 && authority.charAt(end - 1) == '.') {
      end--;
    }
    return authority.substring(0, end).toLowerCase(Locale.ROOT);
  }

  /** Returns whether it is an IP address: {@code 192.0.2.1}, {@code [2001:db8::1]:443}. */
  public static boolean isAddress(String authority) {
    return isAddressName(hostName(authority));
  }

  /**
   * Returns whether a name without a port, as in SNI, is an IP address; IPv6 with or without
   * brackets.
   */
  public static boolean isAddressName(String name) {
    return NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
  }

  /** The authority with another host and the same port. */
  static String withHost(String authority, String host) {
    return host + authority.substring(hostEnd(authority));
  }

  private static int hostEnd(String text) {
    if (text.startsWith("[")) {
      return text.indexOf(']') + 1;
    }
    int colon = text.indexOf(':');
    return colon < 0 ? text.length() : colon;
  }

  private static boolean isHostCharacter(char c, boolean literal) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || c == '.'
        || (literal ? c == ':' : c == '-' || c == '_');
  }

  private static void checkPort(String text, int hostEnd) throws BadMessage {
    if (hostEnd == text.length()) {
      return;
    }
    if (text.charAt(hostEnd) != ':' || text.length() - hostEnd > 6) {
      throw bad();
    }
    if (hostEnd == text.length() - 1) {
      return;
    }
    int port = 0;
    for (int i = hostEnd + 1; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        throw bad();
      }
      port = port * 10 + (text.charAt(i) - '0');
    }
    if (port == 0 || port > MAX_PORT) {
      throw bad();
    }
  }

  private static BadMessage bad() {
    return new BadMessage(
        400, "a Host that is not a host name with an optional port from 1 to 65535");
  }
}
