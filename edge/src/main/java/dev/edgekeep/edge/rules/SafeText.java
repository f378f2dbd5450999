package dev.edgekeep.edge.rules;

import java.util.HexFormat;

/** Makes computed text safe for a header: it may contain text from a client. */
final class SafeText {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private SafeText() {}

  /** For a field value (RFC 9110 §5.5): every control character becomes a space. */
  static String ofHeader(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c < 0x20 || c == 0x7f ? ' ' : c);
    }
    return out.toString().strip();
  }

  /** For a URI reference (RFC 3986 §2.1): characters that are not allowed are escaped. */
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
