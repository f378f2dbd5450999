package dev.edgekeep.config.value;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and writes socket addresses: {@code 127.0.0.1:8443}, {@code [::1]:8443}, {@code :80}. */
public final class Addresses {
  private static final Pattern FORM =
      Pattern.compile("(?<host>|\\[[^\\]]*\\]|[^:\\[\\]]*):(?<port>[0-9]{1,9})");
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final int MAX_PORT = 65_535;

  private Addresses() {}

  /** An address to bind: an IP address or localhost; port 0 is any free port. */
  public static @Nullable InetSocketAddress toBind(Value value) {
    String text = value.text();
    if (text == null) {
      return null;
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      value.error(
          "%s is not an address; give it as \"127.0.0.1:8443\", \"[::1]:8443\" or \":8443\""
              .formatted(Quoted.text(text)));
      return null;
    }
    int port = Integer.parseInt(form.group("port"));
    if (port > MAX_PORT) {
      value.error("port %d is out of bounds; give one from 0 to %d".formatted(port, MAX_PORT));
      return null;
    }
    return bind(value, form.group("host"), port);
  }

  private static @Nullable InetSocketAddress bind(Value value, String host, int port) {
    if (host.isEmpty()) {
      return new InetSocketAddress(port);
    }
    InetAddress address = literal(host.equals("localhost") ? "127.0.0.1" : host);
    if (address == null) {
      value.error(
          "%s is not an IP address; give one, or omit it to listen on all addresses"
              .formatted(Quoted.text(host)));
      return null;
    }
    return new InetSocketAddress(address, port);
  }

  /** {@code 127.0.0.1:8443}, {@code [::1]:8443}. */
  public static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** The address of an IPv4 literal, or of an IPv6 literal in brackets; null for anything else. */
  public static @Nullable InetAddress literal(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (!bracketed && !IPV4.matcher(host).matches()) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(bracketed ? host.substring(1, host.length() - 1) : host);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
