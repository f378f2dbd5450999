package dev.edgekeep.config.network;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;

/**
 * A range of IP addresses (RFC 4632 §3.1, RFC 4291 §2.3), such as {@code 127.0.0.0/8} or {@code
 * fe80::/10}. Immutable.
 */
public record AddressRange(InetAddress network, int prefix) {
  public AddressRange {
    int bits = network.getAddress().length * Byte.SIZE;
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException(
          "prefix length %d is out of bounds; give one from 0 to %d".formatted(prefix, bits));
    }
  }

  /**
   * Parses a range; a single address is a range of one.
   *
   * @throws IllegalArgumentException when the text is not a range
   */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    InetAddress network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    int bits = network.getAddress().length * Byte.SIZE;
    if (slash < 0) {
      return new AddressRange(network, bits);
    }
    String prefix = text.substring(slash + 1);
    if (!prefix.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException("\"%s\" is not a prefix length".formatted(prefix));
    }
    return new AddressRange(network, Integer.parseInt(prefix));
  }

  /** Returns whether an address is in this range. */
  public boolean contains(InetAddress address) {
    byte[] one = network.getAddress();
    byte[] other = address.getAddress();
    int ignored = one.length * Byte.SIZE - prefix;
    return one.length == other.length
        && new BigInteger(1, one)
            .shiftRight(ignored)
            .equals(new BigInteger(1, other).shiftRight(ignored));
  }

  /** Returns whether an address is in any of these ranges. */
  public static boolean anyContains(List<AddressRange> ranges, InetAddress address) {
    for (AddressRange range : ranges) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** In CIDR notation. */
  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefix;
  }
}
