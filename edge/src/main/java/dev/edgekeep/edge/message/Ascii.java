package dev.edgekeep.edge.message;

import io.netty.util.AsciiString;

/** The characters of HTTP's grammar (RFC 9110 §5.6). */
final class Ascii {
  private static final boolean[] TOKEN = new boolean[256];
  private static final boolean[] LOWER_TOKEN = new boolean[256];
  private static final boolean[] FIELD_VALUE = new boolean[256];
  private static final boolean[] TARGET = new boolean[256];

  static {
    for (int c = 0; c < 256; c++) {
      boolean visible = c > 0x20 && c < 0x7f;
      TOKEN[c] = visible && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
      LOWER_TOKEN[c] = TOKEN[c] && (c < 'A' || c > 'Z');
      // obs-text is allowed (RFC 9110 §5.5); controls but the tab are not.
      FIELD_VALUE[c] = c == '\t' || c == ' ' || visible || c >= 0x80;
      // A fragment is never sent (RFC 9112 §3.2); the rest stays the origin's to judge.
      TARGET[c] = visible && c != '#';
    }
  }

  private Ascii() {}

  static boolean isToken(byte[] bytes, int start, int end) {
    return start < end && all(TOKEN, bytes, start, end);
  }

  static boolean isLowerToken(byte[] bytes, int start, int end) {
    return start < end && all(LOWER_TOKEN, bytes, start, end);
  }

  static boolean isFieldValue(byte[] bytes, int start, int end) {
    return all(FIELD_VALUE, bytes, start, end);
  }

  static boolean isTarget(byte[] bytes, int start, int end) {
    return start < end && all(TARGET, bytes, start, end);
  }

  private static boolean all(boolean[] allowed, byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!allowed[bytes[i] & 0xff]) {
        return false;
      }
    }
    return true;
  }

  static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  static byte toLower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  /** Returns whether the bytes from {@code start} spell {@code lower}, which is in lower case. */
  static boolean equalsIgnoreCase(byte[] bytes, int start, AsciiString lower) {
    int length = lower.length();
    for (int i = 0; i < length; i++) {
      if (toLower(bytes[start + i]) != lower.byteAt(i)) {
        return false;
      }
    }
    return true;
  }
}
