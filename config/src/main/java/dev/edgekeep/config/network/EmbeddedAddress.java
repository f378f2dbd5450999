package dev.edgekeep.config.network;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** IPv4 addresses within IPv6 addresses, which a gateway may forward connections to. */
final class EmbeddedAddress {
  /** IPv4-mapped and IPv4-compatible (RFC 4291 §2.5.5), NAT64 (RFC 6052 §2.1, RFC 8215). */
  private static final List<AddressRange> LAST_FOUR_BYTES =
      List.of(
          new AddressRange(mapped(), 96),
          AddressRange.parse("::/96"),
          AddressRange.parse("64:ff9b::/96"),
          AddressRange.parse("64:ff9b:1::/48"));

  /** RFC 3056 §2. */
  private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");

  /** RFC 4380 §4: the client's address with every bit inverted. */
  private static final AddressRange TEREDO = AddressRange.parse("2001::/32");

  private EmbeddedAddress() {}

  /** The address and those embedded in it. */
  static List<InetAddress> all(InetAddress address) {
    List<InetAddress> all = new ArrayList<>(List.of(address));
    if (address instanceof Inet6Address) {
      byte[] bytes = address.getAddress();
      if (LAST_FOUR_BYTES.stream().anyMatch(range -> range.contains(address))) {
        all.add(ipv4(bytes, 12, 0));
      } else if (SIX_TO_FOUR.contains(address)) {
        all.add(ipv4(bytes, 2, 0));
      } else if (TEREDO.contains(address)) {
        all.add(ipv4(bytes, 4, 0));
        all.add(ipv4(bytes, 12, 0xff));
      }
    }
    return all;
  }

  private static InetAddress ipv4(byte[] bytes, int from, int mask) {
    byte[] four = Arrays.copyOfRange(bytes, from, from + 4);
    for (int i = 0; i < four.length; i++) {
      four[i] ^= (byte) mask;
    }
    return address(four);
  }

  /** {@code ::ffff:0:0}, which Java would read as an IPv4 address. */
  private static InetAddress mapped() {
    byte[] bytes = new byte[16];
    bytes[10] = (byte) 0xff;
    bytes[11] = (byte) 0xff;
    try {
      return Inet6Address.getByAddress(null, bytes, -1);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("sixteen bytes are an IPv6 address", e);
    }
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an IPv4 address", e);
    }
  }
}
