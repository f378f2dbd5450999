package dev.edgekeep.rules.syntax;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * String literals. A string of the language is a sequence of bytes, represented as a Java string
 * with one character (0 to 255) for each byte.
 */
public final class Strings {
  private Strings() {}

  /** The UTF-8 bytes of {@code text}. */
  public static String bytes(String text) {
    return isAscii(text)
        ? text
        : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Decodes UTF-8 bytes; null if they are not valid UTF-8. */
  public static @Nullable String text(String bytes) {
    if (isAscii(bytes)) {
      return bytes;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** Converts letters A to Z to lower case; all other bytes are unchanged. */
  public static String lower(String bytes) {
    int at = 0;
    while (at < bytes.length() && !isUpper(bytes.charAt(at))) {
      at++;
    }
    return at == bytes.length() ? bytes : shifted(bytes, 'A', 'a' - 'A');
  }

  /** Converts letters a to z to upper case; all other bytes are unchanged. */
  public static String upper(String bytes) {
    return shifted(bytes, 'a', 'A' - 'a');
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static String shifted(String bytes, char first, int by) {
    StringBuilder out = new StringBuilder(bytes.length());
    for (int i = 0; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      out.append(c >= first && c < first + 26 ? (char) (c + by) : c);
    }
    return out.toString();
  }

  /** The string in double quotes, with {@code \xHH} for unprintable bytes. */
  public static String quoted(String bytes) {
    String text = text(bytes);
    StringBuilder out = new StringBuilder("\"");
    String shown = text == null ? bytes : text;
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c == 0x7f || (text == null && c >= 0x80)) {
        out.append("\\x").append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /** The string as {@code r"…"}, with as many # as needed. */
  static String raw(String bytes) {
    String text = text(bytes);
    String shown = text == null ? bytes : text;
    StringBuilder hashes = new StringBuilder();
    while (shown.contains("\"" + hashes)) {
      hashes.append('#');
    }
    return "r" + hashes + '"' + shown + '"' + hashes;
  }

  /** A regular expression in double quotes: only quotes are escaped. */
  static String quotedPattern(String bytes) {
    String text = text(bytes);
    String shown = text == null ? bytes : text;
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      if (c == '\\' && i + 1 < shown.length()) {
        out.append(c).append(shown.charAt(++i));
      } else {
        out.append(c == '"' ? "\\\"" : String.valueOf(c));
      }
    }
    return out.append('"').toString();
  }

  /** Unescapes the text of a quoted regular expression. */
  static String unescapedPattern(String source) {
    StringBuilder out = new StringBuilder(source.length());
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == '\\' && i + 1 < source.length()) {
        char next = source.charAt(++i);
        out.append(next == '"' ? "" : "\\").append(next);
      } else {
        out.append(c);
      }
    }
    return bytes(out.toString());
  }

  /** An invalid escape. */
  record BadEscape(int at, String message) {}

  /**
   * Unescapes the text of a quoted string: {@code \"}, {@code \\}, {@code \xHH} and {@code \OOO}.
   *
   * @return the bytes, or the first invalid escape
   */
  static Object unescaped(String source) {
    StringBuilder out = new StringBuilder(source.length());
    int at = 0;
    while (at < source.length()) {
      int slash = source.indexOf('\\', at);
      if (slash < 0) {
        break;
      }
      out.append(bytes(source.substring(at, slash)));
      int length = escapeLength(source, slash);
      if (length == 0) {
        return new BadEscape(slash, badEscape(source, slash));
      }
      out.append(escaped(source.substring(slash + 1, slash + length)));
      at = slash + length;
    }
    return out.append(bytes(source.substring(at))).toString();
  }

  private static String badEscape(String source, int slash) {
    String end = source.substring(slash, Math.min(slash + 2, source.length()));
    return "no escape "
        + end
        + " in a string; valid escapes are \\\", \\\\, \\xHH and \\OOO."
        + " For a backslash write \\\\, or a raw string r\"…\"";
  }

  private static char escaped(String escape) {
    char first = escape.charAt(0);
    if (first == 'x') {
      return (char) Integer.parseInt(escape.substring(1), 16);
    }
    return first >= '0' && first <= '7' ? (char) Integer.parseInt(escape, 8) : first;
  }

  /** The length of the escape at {@code slash}; 0 if it is invalid. */
  private static int escapeLength(String source, int slash) {
    char c = slash + 1 < source.length() ? source.charAt(slash + 1) : ' ';
    if (c == '"' || c == '\\') {
      return 2;
    }
    if (c == 'x') {
      return isDigits(source, slash + 2, 2, 16) ? 4 : 0;
    }
    return c >= '0' && c <= '3' && isDigits(source, slash + 1, 3, 8) ? 4 : 0;
  }

  private static boolean isDigits(String source, int from, int count, int radix) {
    for (int i = from; i < from + count; i++) {
      if (i >= source.length()
          || source.charAt(i) >= 0x80
          || Character.digit(source.charAt(i), radix) < 0) {
        return false;
      }
    }
    return true;
  }
}
