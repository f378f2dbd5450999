package dev.edgekeep.rules.type;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address. An IPv4 address differs from the IPv6 address that maps it, and sorts
 * before every IPv6 address.
 */
public record IpAddress(boolean isV4, long high, long low) implements Comparable<IpAddress> {
  /**
   * The address of a socket; an IPv4-mapped address becomes the IPv4 address (RFC 4291 §2.5.5.2).
   */
  public static IpAddress of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? new IpAddress(true, 0, Integer.toUnsignedLong(bytes.getInt()))
        : new IpAddress(false, bytes.getLong(), bytes.getLong());
  }

  /** Parses a literal address, without any look-up of names; null if the text is not an address. */
  public static @Nullable IpAddress parse(String literal) {
    if (!literal.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
      return null;
    }
    try {
      return of(InetAddress.ofLiteral(literal));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The number of bits. */
  public int bits() {
    return isV4 ? 32 : 128;
  }

  /** The first address with the same {@code prefix} bits. */
  public IpAddress network(int prefix) {
    int mask = isV4 ? prefix + 96 : prefix;
    return new IpAddress(isV4, isV4 ? 0 : high & mask(mask), low & mask(mask - 64));
  }

  /** The last address with the same {@code prefix} bits. */
  IpAddress broadcast(int prefix) {
    int mask = isV4 ? prefix + 96 : prefix;
    long lowBits = low | ~mask(mask - 64);
    return isV4
        ? new IpAddress(true, 0, lowBits & 0xffff_ffffL)
        : new IpAddress(false, high | ~mask(mask), lowBits);
  }

  private static long mask(int bits) {
    if (bits <= 0) {
      return 0;
    }
    return bits >= 64 ? -1L : -1L << (64 - bits);
  }

  @Override
  public int compareTo(IpAddress other) {
    if (isV4 != other.isV4) {
      return isV4 ? -1 : 1;
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    ByteBuffer bytes = ByteBuffer.allocate(isV4 ? 4 : 16);
    if (isV4) {
      bytes.putInt((int) low);
    } else {
      bytes.putLong(high).putLong(low);
    }
    try {
      return InetAddress.getByAddress(bytes.array()).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four or sixteen bytes are an address", e);
    }
  }
}
