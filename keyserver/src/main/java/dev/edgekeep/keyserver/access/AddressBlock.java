package dev.edgekeep.keyserver.access;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A block of IP addresses in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3). An IPv4-mapped IPv6
 * address counts as its IPv4 address. Immutable.
 *
 * @param address the first address
 * @param prefix the length of the prefix in bits
 */
public record AddressBlock(InetAddress address, int prefix) {
  /** The shortest prefix: a key server must not be opened to the Internet by accident. */
  private static final int LEAST_PREFIX_V4 = 8;

  private static final int LEAST_PREFIX_V6 = 7;
  private static final int MAPPED_PREFIX = 96;

  /**
   * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or an address alone.
   *
   * @throws IllegalArgumentException when the text is not a block, has bits behind its prefix, or
   *     is too large; the message says what to do
   */
  public static AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    byte[] octets =
        NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
    if (octets == null || text.startsWith("[")) {
      throw new IllegalArgumentException(
          "this is not a block of addresses; give one as in 10.0.0.0/8 or 192.0.2.7");
    }
    int prefix = slash < 0 ? octets.length * Byte.SIZE : prefix(text.substring(slash + 1), octets);
    if (isMapped(octets) && prefix >= MAPPED_PREFIX) {
      octets = Arrays.copyOfRange(octets, 12, 16);
      prefix -= MAPPED_PREFIX;
    }
    AddressBlock block = new AddressBlock(address(octets), prefix);
    BigInteger bits = bits(block.address);
    if (bits.getLowestSetBit() >= 0 && bits.getLowestSetBit() < block.hostBits()) {
      throw new IllegalArgumentException(
          "the address has bits behind the prefix of %d; give the first address of the block"
              .formatted(prefix));
    }
    int least = octets.length == 4 ? LEAST_PREFIX_V4 : LEAST_PREFIX_V6;
    if (prefix < least) {
      throw new IllegalArgumentException(
          "this block is too large; list the networks that edges are in, none larger than a /%d"
              .formatted(least));
    }
    return block;
  }

  private static int prefix(String text, byte[] octets) {
    if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= octets.length * Byte.SIZE) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException(
        "the prefix is not a number from 0 to %d".formatted(octets.length * Byte.SIZE));
  }

  /** Returns whether an address is in the block. */
  public boolean contains(InetAddress other) {
    byte[] octets = other.getAddress();
    InetAddress plain = isMapped(octets) ? address(Arrays.copyOfRange(octets, 12, 16)) : other;
    return plain.getAddress().length == address.getAddress().length
        && bits(plain).shiftRight(hostBits()).equals(bits(address).shiftRight(hostBits()));
  }

  private int hostBits() {
    return address.getAddress().length * Byte.SIZE - prefix;
  }

  private static BigInteger bits(InetAddress any) {
    return new BigInteger(1, any.getAddress());
  }

  /** RFC 4291 §2.5.5.2. */
  private static boolean isMapped(byte[] octets) {
    if (octets.length != 16 || octets[10] != -1 || octets[11] != -1) {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      if (octets[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static InetAddress address(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
    }
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + prefix;
  }
}
