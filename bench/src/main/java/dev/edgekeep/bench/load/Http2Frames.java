package dev.edgekeep.bench.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The parts of HTTP/2 (RFC 9113, RFC 7541) that the load writes on both sides. */
final class Http2Frames {
  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  static final int HEAD = 9;
  static final int MAX_WINDOW = Integer.MAX_VALUE;
  static final int DEFAULT_WINDOW = 65_535;

  static final byte DATA = 0;
  static final byte HEADERS = 1;
  static final byte RST_STREAM = 3;
  static final byte SETTINGS = 4;
  static final byte PING = 6;
  static final byte GOAWAY = 7;
  static final byte WINDOW_UPDATE = 8;

  static final int ACK = 1;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final int SETTING_ENABLE_PUSH = 2;
  static final int SETTING_INITIAL_WINDOW = 4;

  /** The status 200 in the static table. */
  static final int STATUS_200 = 0x88;

  private Http2Frames() {}

  /** Writes a frame's head. */
  static void frame(ByteBuf out, int length, byte type, int flags, int stream) {
    out.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
  }

  /** A field that is not indexed, whose name is in the static table. */
  static void literal(ByteBuf block, int nameIndex, String value) {
    if (nameIndex < 15) {
      block.writeByte(nameIndex);
    } else {
      block.writeByte(15).writeByte(nameIndex - 15);
    }
    text(block, value);
  }

  /** A field that is not indexed. */
  static void literal(ByteBuf block, String name, String value) {
    block.writeByte(0);
    text(block, name);
    text(block, value);
  }

  private static void text(ByteBuf block, String value) {
    block.writeByte(value.length());
    block.writeCharSequence(value, StandardCharsets.US_ASCII);
  }
}
