package dev.edgekeep.edge.proxyprotocol;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of the PROXY protocol, versions 1 and 2 (the specification by HAProxy, "The
 * PROXY protocol", 2020/03/05). The bytes come from the network, and may be cut anywhere. At most
 * {@value #MAX_BYTES} bytes are looked at. Any thread; no state.
 */
public final class ProxyHeaders {
  /** The largest header of version 2. Version 1 has at most 107 bytes. */
  public static final int MAX_BYTES = 16 * 1024;

  /** The first bytes of a connection. */
  public enum Beginning {
    VERSION_1,
    VERSION_2,
    /** No header begins like this. */
    OTHER,
    /** A header may begin like this: more bytes are needed. */
    UNDECIDED
  }

  private static final byte[] SIGNATURE_1 = {'P', 'R', 'O', 'X', 'Y', ' '};
  private static final byte[] SIGNATURE_2 = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 'Q', 'U', 'I', 'T', 0x0a
  };

  private ProxyHeaders() {}

  static byte[] signature2() {
    return SIGNATURE_2.clone();
  }

  /** Tells a header by the first bytes, which stay unread. */
  public static Beginning beginning(ByteBuf first) {
    if (!first.isReadable()) {
      return Beginning.UNDECIDED;
    }
    return switch (first.getByte(first.readerIndex())) {
      case 'P' -> compare(first, SIGNATURE_1, Beginning.VERSION_1);
      case 0x0d -> compare(first, SIGNATURE_2, Beginning.VERSION_2);
      default -> Beginning.OTHER;
    };
  }

  private static Beginning compare(ByteBuf first, byte[] signature, Beginning complete) {
    int length = Math.min(signature.length, first.readableBytes());
    for (int i = 1; i < length; i++) {
      if (first.getByte(first.readerIndex() + i) != signature[i]) {
        return Beginning.OTHER;
      }
    }
    return length == signature.length ? complete : Beginning.UNDECIDED;
  }

  /**
   * Reads a header, whose bytes are then consumed and no others.
   *
   * @return null while it is incomplete; nothing is consumed then
   * @throws ProxyHeaderException when the bytes are not a header
   */
  public static @Nullable ProxyHeader read(ByteBuf in) throws ProxyHeaderException {
    return switch (beginning(in)) {
      case VERSION_1 -> ProxyHeader1.read(in);
      case VERSION_2 -> ProxyHeader2.read(in, SIGNATURE_2.length);
      case UNDECIDED -> null;
      case OTHER -> throw new ProxyHeaderException("the connection does not begin with a header");
    };
  }
}
