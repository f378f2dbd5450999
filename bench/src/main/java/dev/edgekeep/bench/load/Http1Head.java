package dev.edgekeep.bench.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * A minimal parser of HTTP/1.1 heads for the load. Only for known peers: no chunked bodies, no
 * folded lines.
 */
final class Http1Head {
  private static final byte[] CONTENT_LENGTH =
      "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final int LOWER_CASE = 0x20;

  private Http1Head() {}

  /** The index after the head's last byte; -1 if it is incomplete. */
  static int end(ByteBuf in) {
    int from = in.readerIndex();
    int to = in.writerIndex();
    for (int newline = in.indexOf(from, to, (byte) '\n');
        newline >= 0 && newline + 2 < to;
        newline = in.indexOf(newline + 1, to, (byte) '\n')) {
      if (in.getByte(newline + 1) == '\r' && in.getByte(newline + 2) == '\n') {
        return newline + 3;
      }
    }
    return -1;
  }

  /** The number in Content-Length; -1 if there is none in the head that ends at {@code end}. */
  static long contentLength(ByteBuf in, int end) {
    for (int newline = in.indexOf(in.readerIndex(), end, (byte) '\n');
        newline >= 0;
        newline = in.indexOf(newline + 1, end, (byte) '\n')) {
      if (startsWith(in, newline + 1, end)) {
        return number(in, newline + 1 + CONTENT_LENGTH.length);
      }
    }
    return -1;
  }

  private static boolean startsWith(ByteBuf in, int start, int end) {
    if (start + CONTENT_LENGTH.length > end) {
      return false;
    }
    for (int i = 0; i < CONTENT_LENGTH.length; i++) {
      if ((in.getByte(start + i) | LOWER_CASE) != (CONTENT_LENGTH[i] | LOWER_CASE)) {
        return false;
      }
    }
    return true;
  }

  /** The digits at {@code start}, after optional spaces. */
  static long number(ByteBuf in, int start) {
    int at = start;
    while (in.getByte(at) == ' ') {
      at++;
    }
    long value = 0;
    for (int digit = in.getByte(at) - '0'; digit >= 0 && digit <= 9; ) {
      value = value * 10 + digit;
      at++;
      digit = in.getByte(at) - '0';
    }
    return value;
  }
}
