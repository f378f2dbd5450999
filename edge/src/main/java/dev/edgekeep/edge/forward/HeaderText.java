package dev.edgekeep.edge.forward;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes texts of certificates as header values. The issuer of a certificate is trusted, its
 * characters are not: none may end a line or a value, or begin another one.
 */
final class HeaderText {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private HeaderText() {}

  /**
   * A name in the form of RFC 4514: characters that are not visible ASCII, and a space at the end,
   * become hexadecimal pairs (§2.4).
   */
  static String ofName(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\\' && i + 1 < bytes.length) {
        // A pair: a backslash that is escaped does not escape what follows.
        byte escaped = bytes[++i];
        out.append(escaped == ' ' ? "\\20" : "\\" + (char) escaped);
      } else if (bytes[i] < ' ' || bytes[i] >= 0x7f) {
        out.append('\\').append(HEX.toHexDigits(bytes[i]));
      } else {
        out.append((char) bytes[i]);
      }
    }
    return out.toString();
  }

  /**
   * An item of a list that is separated by commas: commas, spaces and characters that are not
   * visible ASCII are percent-encoded.
   *
   * @param isUri whether a percent sign begins an escape already
   */
  static String ofItem(String item, boolean isUri) {
    StringBuilder out = new StringBuilder(item.length());
    for (byte b : item.getBytes(StandardCharsets.UTF_8)) {
      if (b <= ' ' || b >= 0x7f || b == ',' || (b == '%' && !isUri)) {
        out.append('%').append(HEX.toHexDigits(b));
      } else {
        out.append((char) b);
      }
    }
    return out.toString();
  }
}
