package dev.edgekeep.rules.request;

/** A percent-encoded octet (RFC 3986 §2.1). */
final class Escape {
  static final int LENGTH = 3;

  private static final String HEX = "0123456789ABCDEF";

  private Escape() {}

  /** The octet of the escape at this position; -1 if there is none. */
  static int at(String text, int at) {
    if (text.charAt(at) != '%' || at + 2 >= text.length()) {
      return -1;
    }
    int high = digit(text.charAt(at + 1));
    int low = digit(text.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  private static int digit(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  static void write(int octet, StringBuilder out) {
    out.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 15));
  }
}
