package dev.edgekeep.config.network;

import java.math.BigInteger;
import java.net.InetAddress;

/**
 * A range of IP addresses (RFC 4632 §3.1, RFC 4291 §2.3), as {@code 127.0.0.0/8} or {@code
 * fe80::/10}. Immutable.
 */
public record AddressRange(InetAddress network, int prefix) {
  public AddressRange {
    int bits = network.getAddress().length * Byte.SIZE;
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException(
          "a prefix of %d bits; give one from 0 to %d".formatted(prefix, bits));
    }
  }

  /**
   * The range that a text names; an address alone is a range of one.
   *
   * @throws IllegalArgumentException when it names none, saying why
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
      throw new IllegalArgumentException("\"%s\" is not a length of a prefix".formatted(prefix));
    }
    return new AddressRange(network, Integer.parseInt(prefix));
  }

  /** Whether an address of the same family is in it. */
  public boolean contains(InetAddress address) {
    byte[] one = network.getAddress();
    byte[] other = address.getAddress();
    int ignored = one.length * Byte.SIZE - prefix;
    return one.length == other.length
        && new BigInteger(1, one)
            .shiftRight(ignored)
            .equals(new BigInteger(1, other).shiftRight(ignored));
  }

  /** As it is written. */
  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefix;
  }
}
