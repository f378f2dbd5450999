package dev.edgekeep.tls;

import dev.edgekeep.tls.NoClientHelloException.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Takes a ClientHello out of the first records of a connection (RFC 8446 §5.1), in however many it
 * comes, and refuses everything else as soon as it shows. What it looks at stays in the buffer, for
 * BoringSSL. Bounded: a ClientHello of 64 KiB, in records of 128 KiB. Event loop only.
 */
public final class HelloRecords {
  private static final int MAX_HELLO = 64 * 1024;
  private static final int MAX_RECORDS = 2 * MAX_HELLO;
  private static final int MAX_FRAGMENT = 1 << 14;

  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int HEARTBEAT = 24;
  private static final int CLIENT_HELLO = 1;
  private static final int TLS_MAJOR = 3;
  private static final int FATAL = 2;
  private static final int CLOSE_NOTIFY = 0;

  private final ByteBuf message = Unpooled.buffer(512);

  /** Bytes of the buffer that have been looked at. */
  private int position;

  /** Bytes of the current record that have not. */
  private int left;

  /**
   * Goes on with what has come.
   *
   * @param in all bytes of the connection so far; its indices are left alone
   * @return the body of the ClientHello, without its header; null when more must come
   * @throws NoClientHelloException when no ClientHello can follow
   */
  public @Nullable ByteBuf read(ByteBuf in) throws NoClientHelloException {
    while (left > 0 || readHeader(in)) {
      int length = Math.min(left, in.readableBytes() - position);
      message.writeBytes(in, in.readerIndex() + position, length);
      position += length;
      left -= length;
      if (isWhole()) {
        return message.slice(MESSAGE_HEADER, message.getUnsignedMedium(1));
      }
      if (position > MAX_RECORDS) {
        throw malformed(
            "the ClientHello takes more than %,d bytes of records".formatted(MAX_RECORDS),
            TlsAlert.DECODE_ERROR);
      }
      if (left > 0) {
        return null;
      }
    }
    return null;
  }

  private boolean isWhole() throws NoClientHelloException {
    if (message.isReadable() && message.getUnsignedByte(0) != CLIENT_HELLO) {
      throw malformed(
          "the first message is of type %d, and no ClientHello"
              .formatted(message.getUnsignedByte(0)),
          TlsAlert.UNEXPECTED_MESSAGE);
    }
    if (message.readableBytes() < MESSAGE_HEADER) {
      return false;
    }
    int length = message.getUnsignedMedium(1);
    if (length > MAX_HELLO) {
      throw malformed(
          "a ClientHello of %,d bytes; the limit is %,d".formatted(length, MAX_HELLO),
          TlsAlert.DECODE_ERROR);
    }
    return message.readableBytes() >= MESSAGE_HEADER + length;
  }

  /** Reads the next record's header; false when it has not come whole. */
  private boolean readHeader(ByteBuf in) throws NoClientHelloException {
    int at = in.readerIndex() + position;
    int available = in.readableBytes() - position;
    if (available < 1) {
      return false;
    }
    int type = in.getUnsignedByte(at);
    boolean isFirst = position == 0;
    if (isFirst && isLetter(type)) {
      throw notTls(Kind.PLAIN_TEXT);
    }
    boolean maybeTls = type >= CHANGE_CIPHER_SPEC && type <= HEARTBEAT;
    boolean maybeSsl2 = isFirst && (type & 0x80) != 0;
    if (available < RECORD_HEADER && (maybeTls || maybeSsl2)) {
      return false;
    }
    if (maybeSsl2 && isSsl2Hello(in, at)) {
      // RFC 8446 appendix D.5: no such ClientHello has to be taken.
      throw new NoClientHelloException(
          Kind.VERSION, "a ClientHello of SSL 2.0", TlsAlert.PROTOCOL_VERSION);
    }
    if (!maybeTls) {
      throw isFirst ? notTls(Kind.NOT_TLS) : interrupted(type);
    }
    checkHeader(in, at, type, available);
    position += RECORD_HEADER;
    left = in.getUnsignedShort(at + 3);
    return true;
  }

  private static void checkHeader(ByteBuf in, int at, int type, int available)
      throws NoClientHelloException {
    int length = in.getUnsignedShort(at + 3);
    if (in.getUnsignedByte(at + 1) != TLS_MAJOR) {
      throw new NoClientHelloException(
          Kind.VERSION,
          "a record of version %d.%d"
              .formatted(in.getUnsignedByte(at + 1), in.getUnsignedByte(at + 2)),
          TlsAlert.PROTOCOL_VERSION);
    }
    if (length > MAX_FRAGMENT) {
      throw malformed(
          "a record of %,d bytes; the limit is %,d".formatted(length, MAX_FRAGMENT),
          TlsAlert.RECORD_OVERFLOW);
    }
    if (type == ALERT && length == 2) {
      if (available < RECORD_HEADER + length) {
        throw alert(FATAL, -1);
      }
      throw alert(in.getUnsignedByte(at + RECORD_HEADER), in.getUnsignedByte(at + 6));
    }
    if (type != HANDSHAKE) {
      throw interrupted(type);
    }
    if (length == 0) {
      // RFC 8446 §5.1.
      throw malformed("an empty handshake record", TlsAlert.UNEXPECTED_MESSAGE);
    }
  }

  /** RFC 8446 §6: a fatal alert ends the connection, and nothing answers it. */
  private static NoClientHelloException alert(int level, int description) {
    if (description == CLOSE_NOTIFY) {
      return new NoClientHelloException(
          Kind.PEER_CLOSED, "a close_notify came in place of a ClientHello", TlsAlert.CLOSE_NOTIFY);
    }
    if (level == FATAL) {
      return new NoClientHelloException(
          Kind.PEER_REFUSED,
          "a fatal alert came in place of a ClientHello"
              + (description < 0 ? "" : ": " + description),
          null);
    }
    return interrupted(ALERT);
  }

  private static NoClientHelloException interrupted(int type) {
    return malformed(
        "a record of type %d in place of a ClientHello".formatted(type),
        TlsAlert.UNEXPECTED_MESSAGE);
  }

  private static NoClientHelloException notTls(Kind kind) {
    return new NoClientHelloException(
        kind, "the first bytes are no TLS record", TlsAlert.UNEXPECTED_MESSAGE);
  }

  private static NoClientHelloException malformed(String detail, TlsAlert alert) {
    return new NoClientHelloException(Kind.MALFORMED, detail, alert);
  }

  /** As HTTP begins: a browser or curl that was given http://. */
  private static boolean isLetter(int first) {
    return (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
  }

  /** A two-byte length, CLIENT-HELLO, and the version 2 or that of TLS. */
  private static boolean isSsl2Hello(ByteBuf in, int at) {
    int version = in.getUnsignedShort(at + 3);
    return in.getUnsignedByte(at + 2) == CLIENT_HELLO
        && (version == 2 || version >>> 8 == TLS_MAJOR);
  }
}
