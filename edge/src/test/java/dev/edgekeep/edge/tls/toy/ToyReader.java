package dev.edgekeep.edge.tls.toy;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Reads fields of a message that may be incomplete. */
final class ToyReader {
  private final ByteBuf in;
  private boolean isShort;

  ToyReader(ByteBuf in) {
    this.in = in;
  }

  /** Returns whether a field was missing. */
  boolean isShort() {
    return isShort;
  }

  void skip(int length) {
    bytes(length);
  }

  /** The bytes; empty when they are missing. */
  byte[] bytes(int length) {
    isShort |= in.readableBytes() < length;
    byte[] bytes = new byte[isShort ? 0 : length];
    in.readBytes(bytes);
    return bytes;
  }

  /** A text behind one byte of length. */
  String text() {
    byte[] length = bytes(1);
    return isShort ? "" : new String(bytes(length[0] & 0xff), StandardCharsets.US_ASCII);
  }

  /** A value behind two bytes of length. */
  byte[] value() {
    byte[] length = bytes(2);
    return isShort ? length : bytes((length[0] & 0xff) << 8 | (length[1] & 0xff));
  }
}
