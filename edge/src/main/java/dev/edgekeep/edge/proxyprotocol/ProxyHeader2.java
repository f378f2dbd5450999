package dev.edgekeep.edge.proxyprotocol;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Version 2: a signature, version and command, the kind of addresses, a length, addresses, TLVs.
 */
final class ProxyHeader2 {
  private static final int FIXED = 16;
  private static final int VERSION = 2;
  private static final int LOCAL = 0;
  private static final int PROXY = 1;

  private static final int UNSPECIFIED = 0;
  private static final int INET = 1;
  private static final int INET6 = 2;
  private static final int UNIX = 3;
  private static final int STREAM = 1;
  private static final int DATAGRAM = 2;

  private static final int INET_BYTES = 12;
  private static final int INET6_BYTES = 36;
  private static final int UNIX_BYTES = 216;

  private static final int TLV_HEADER = 3;
  private static final int CRC32C_TYPE = 0x03;
  private static final int CRC32C_BYTES = 4;

  private ProxyHeader2() {}

  /**
   * @param at the length of the signature
   */
  static @Nullable ProxyHeader read(ByteBuf in, int at) throws ProxyHeaderException {
    int start = in.readerIndex();
    if (in.readableBytes() < FIXED) {
      return null;
    }
    int command = command(in.getUnsignedByte(start + at));
    int length = in.getUnsignedShort(start + at + 2);
    if (FIXED + length > ProxyHeaders.MAX_BYTES) {
      throw new ProxyHeaderException(
          "a header of %,d bytes; the limit is %,d"
              .formatted(FIXED + length, ProxyHeaders.MAX_BYTES));
    }
    int kind = in.getUnsignedByte(start + at + 1);
    int addressBytes = command == LOCAL ? 0 : addressBytes(kind);
    if (length < addressBytes) {
      throw new ProxyHeaderException(
          "%d bytes of addresses, where %d are expected".formatted(length, addressBytes));
    }
    if (in.readableBytes() < FIXED + length) {
      return null;
    }
    ByteBuf header = in.slice(start, FIXED + length);
    if (addressBytes > 0) {
      checkTlvs(header, FIXED + addressBytes);
    }
    ProxyHeader result =
        command == LOCAL ? ProxyHeader.WITHOUT_ADDRESSES : addresses(header, kind >>> 4);
    in.skipBytes(FIXED + length);
    return result;
  }

  private static int command(int versionAndCommand) throws ProxyHeaderException {
    if (versionAndCommand >>> 4 != VERSION) {
      throw new ProxyHeaderException(
          "the version %d after the signature of version 2".formatted(versionAndCommand >>> 4));
    }
    int command = versionAndCommand & 0xf;
    if (command != LOCAL && command != PROXY) {
      throw new ProxyHeaderException("the unknown command %d".formatted(command));
    }
    return command;
  }

  /**
   * The size of the addresses by their family, in the high bits, and transport, in the low ones. A
   * datagram can be the client's side only: of QUIC that a proxy has terminated.
   */
  private static int addressBytes(int kind) throws ProxyHeaderException {
    int transport = kind & 0xf;
    boolean isKnown = kind >>> 4 != UNSPECIFIED && (transport == STREAM || transport == DATAGRAM);
    int family = kind == UNSPECIFIED || isKnown ? kind >>> 4 : -1;
    return switch (family) {
      case UNSPECIFIED -> 0;
      case INET -> INET_BYTES;
      case INET6 -> INET6_BYTES;
      case UNIX -> UNIX_BYTES;
      default ->
          throw new ProxyHeaderException("the unknown kind 0x%02x of addresses".formatted(kind));
    };
  }

  private static ProxyHeader addresses(ByteBuf header, int family) {
    return switch (family) {
      case INET -> addresses(header, 4, FIXED);
      case INET6 -> addresses(header, 16, FIXED);
      default -> ProxyHeader.WITHOUT_ADDRESSES;
    };
  }

  private static ProxyHeader addresses(ByteBuf header, int size, int at) {
    int ports = at + 2 * size;
    return new ProxyHeader(
        new InetSocketAddress(address(header, at, size), header.getUnsignedShort(ports)),
        new InetSocketAddress(
            address(header, at + size, size), header.getUnsignedShort(ports + 2)));
  }

  private static InetAddress address(ByteBuf header, int at, int size) {
    byte[] bytes = new byte[size];
    header.getBytes(at, bytes);
    return ProxyHeader1.address(bytes);
  }

  /** Every TLV fits, and a checksum is right (§2.2.5). Nothing else in them is of use here. */
  private static void checkTlvs(ByteBuf header, int from) throws ProxyHeaderException {
    boolean hasChecksum = false;
    int at = from;
    while (at < header.capacity()) {
      int left = header.capacity() - at;
      int length = left < TLV_HEADER ? 0 : header.getUnsignedShort(at + 1);
      if (left < TLV_HEADER + length) {
        throw new ProxyHeaderException("a TLV that is longer than the header");
      }
      if (header.getUnsignedByte(at) == CRC32C_TYPE) {
        if (length != CRC32C_BYTES || hasChecksum) {
          throw new ProxyHeaderException("a second checksum, or one that is not of four bytes");
        }
        hasChecksum = true;
        checkSum(header, at + TLV_HEADER);
      }
      at += TLV_HEADER + length;
    }
  }

  private static void checkSum(ByteBuf header, int at) throws ProxyHeaderException {
    byte[] bytes = new byte[header.capacity()];
    header.getBytes(0, bytes);
    for (int i = 0; i < CRC32C_BYTES; i++) {
      bytes[at + i] = 0;
    }
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    if ((int) sum.getValue() != header.getInt(at)) {
      throw new ProxyHeaderException("a wrong checksum (CRC32C)");
    }
  }
}
