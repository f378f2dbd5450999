package dev.edgekeep.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ClientHello of TLS out of the first records of a connection (RFC 8446 §5.1), however
 * many there are, and refuses everything else as soon as it shows. Bounded: a ClientHello of 64
 * KiB, in records of 128 KiB. Event loop only.
 */
public final class HelloRecords implements HelloReader {
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

  /** Bytes of the buffer that have been read. */
  private int position;

  /** Bytes of the current record that have not. */
  private int left;

  @Override
  public @Nullable ClientHello read(ByteBuf in) throws HandshakeRefusedException {
    ByteBuf body = body(in);
    if (body == null) {
      return null;
    }
    try {
      return ClientHello.parse(body);
    } catch (ClientHello.MalformedException e) {
      throw malformed("the ClientHello is malformed: " + e.getMessage(), Alert.DECODE_ERROR);
    }
  }

  /** The body of the ClientHello, without its header; null while it is incomplete. */
  private @Nullable ByteBuf body(ByteBuf in) throws HandshakeRefusedException {
    while (left > 0 || readHeader(in)) {
      int length = Math.min(left, in.readableBytes() - position);
      message.writeBytes(in, in.readerIndex() + position, length);
      position += length;
      left -= length;
      if (isComplete()) {
        return message.slice(MESSAGE_HEADER, message.getUnsignedMedium(1));
      }
      if (position > MAX_RECORDS) {
        throw malformed(
            "the ClientHello has more than %,d bytes of records".formatted(MAX_RECORDS),
            Alert.DECODE_ERROR);
      }
      if (left > 0) {
        return null;
      }
    }
    return null;
  }

  private boolean isComplete() throws HandshakeRefusedException {
    if (message.isReadable() && message.getUnsignedByte(0) != CLIENT_HELLO) {
      throw malformed(
          "the first message has type %d and is not a ClientHello"
              .formatted(message.getUnsignedByte(0)),
          Alert.UNEXPECTED_MESSAGE);
    }
    if (message.readableBytes() < MESSAGE_HEADER) {
      return false;
    }
    int length = message.getUnsignedMedium(1);
    if (length > MAX_HELLO) {
      throw malformed(
          "a ClientHello of %,d bytes; the limit is %,d".formatted(length, MAX_HELLO),
          Alert.DECODE_ERROR);
    }
    return message.readableBytes() >= MESSAGE_HEADER + length;
  }

  /** Reads the next record's header; false while it is incomplete. */
  private boolean readHeader(ByteBuf in) throws HandshakeRefusedException {
    int at = in.readerIndex() + position;
    int available = in.readableBytes() - position;
    if (available < 1) {
      return false;
    }
    int type = in.getUnsignedByte(at);
    boolean isFirst = position == 0;
    if (isFirst && isPlainText(in)) {
      throw notTls();
    }
    boolean maybeTls = type >= CHANGE_CIPHER_SPEC && type <= HEARTBEAT;
    boolean maybeSsl2 = isFirst && (type & 0x80) != 0;
    if (available < RECORD_HEADER && (maybeTls || maybeSsl2)) {
      return false;
    }
    if (maybeSsl2 && isSsl2Hello(in, at)) {
      // RFC 8446 appendix D.5: no server needs to accept such a ClientHello.
      throw version("a ClientHello of SSL 2.0");
    }
    if (!maybeTls) {
      throw isFirst ? notTls() : interrupted(type);
    }
    checkHeader(in, at, type, available);
    position += RECORD_HEADER;
    left = in.getUnsignedShort(at + 3);
    return true;
  }

  private static void checkHeader(ByteBuf in, int at, int type, int available)
      throws HandshakeRefusedException {
    int length = in.getUnsignedShort(at + 3);
    if (in.getUnsignedByte(at + 1) != TLS_MAJOR) {
      throw version(
          "a record of version %d.%d"
              .formatted(in.getUnsignedByte(at + 1), in.getUnsignedByte(at + 2)));
    }
    if (length > MAX_FRAGMENT) {
      throw malformed(
          "a record of %,d bytes; the limit is %,d".formatted(length, MAX_FRAGMENT),
          Alert.RECORD_OVERFLOW);
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
      throw malformed("an empty handshake record", Alert.UNEXPECTED_MESSAGE);
    }
  }

  /** RFC 8446 §6: a fatal alert ends the connection, and nothing answers it. */
  private static HandshakeRefusedException alert(int level, int description) {
    if (description == CLOSE_NOTIFY) {
      return new HandshakeRefusedException(
          RefusalReason.CLIENT_CLOSED,
          "the client sent close_notify instead of a ClientHello",
          Alert.CLOSE_NOTIFY);
    }
    if (level == FATAL) {
      return new HandshakeRefusedException(
          new Refusal.ForReason(
              RefusalReason.CLIENT_REFUSED,
              "the client sent a fatal alert instead of a ClientHello"
                  + (description < 0 ? "" : ": " + description)));
    }
    return interrupted(ALERT);
  }

  private static HandshakeRefusedException interrupted(int type) {
    return malformed(
        "a record of type %d instead of a ClientHello".formatted(type), Alert.UNEXPECTED_MESSAGE);
  }

  private static HandshakeRefusedException notTls() {
    return new HandshakeRefusedException(
        RefusalReason.NOT_TLS, "the first bytes are no TLS record", Alert.UNEXPECTED_MESSAGE);
  }

  private static HandshakeRefusedException version(String detail) {
    return new HandshakeRefusedException(
        RefusalReason.PROTOCOL, "no agreement on TLS: " + detail, Alert.PROTOCOL_VERSION);
  }

  private static HandshakeRefusedException malformed(String detail, Alert alert) {
    return new HandshakeRefusedException(RefusalReason.MALFORMED, detail, alert);
  }

  /**
   * Returns whether the first byte is a letter, as in HTTP: a browser or curl that was given
   * http://.
   */
  static boolean isPlainText(ByteBuf in) {
    int first = in.isReadable() ? in.getUnsignedByte(in.readerIndex()) : 0;
    return (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
  }

  /**
   * Returns whether there is a two-byte length, CLIENT-HELLO, and the version of SSL 2.0 or of TLS.
   */
  private static boolean isSsl2Hello(ByteBuf in, int at) {
    int version = in.getUnsignedShort(at + 3);
    return in.getUnsignedByte(at + 2) == CLIENT_HELLO
        && (version == 2 || version >>> 8 == TLS_MAJOR);
  }
}
