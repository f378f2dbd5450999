package dev.edgekeep.edge.rules;

import java.util.HexFormat;

/** Computed text made fit for a header: what a client wrote may be in it. */
final class SafeText {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private SafeText() {}

  /** A field value (RFC 9110 §5.5): a space for every control character. */
  static String ofHeader(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c < 0x20 || c == 0x7f ? ' ' : c);
    }
    return out.toString().strip();
  }

  /** A reference (RFC 3986 §2.1): what may not stand in one is escaped. */
  static String ofUri(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= 0x20 || c >= 0x7f || "\"<>\\^`{|}".indexOf(c) >= 0) {
        out.append('%').append(HEX.toHexDigits((byte) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
