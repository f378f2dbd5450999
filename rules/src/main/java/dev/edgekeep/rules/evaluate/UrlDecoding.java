package dev.edgekeep.rules.evaluate;

import dev.edgekeep.rules.syntax.Strings;

/** Decodes {@code %HH} and {@code +}; invalid escapes are not changed. */
public final class UrlDecoding {
  /** Maximum number of rounds of repeated decoding. */
  private static final int MAX_ROUNDS = 16;

  private UrlDecoding() {}

  /**
   * @param options {@code r} to decode repeatedly, {@code u} to also decode {@code %uHHHH}
   */
  static String decode(String text, String options) {
    boolean knowsUnicode = options.contains("u");
    String decoded = once(text, knowsUnicode);
    for (int round = 1; options.contains("r") && round < MAX_ROUNDS; round++) {
      String again = once(decoded, knowsUnicode);
      if (again.equals(decoded)) {
        break;
      }
      decoded = again;
    }
    return decoded;
  }

  /** Decodes the text once. */
  public static String decode(String text) {
    return once(text, false);
  }

  private static String once(String text, boolean knowsUnicode) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '%' && isHex(text, i + 1, 2)) {
        out.append((char) Integer.parseInt(text, i + 1, i + 3, 16));
        i += 3;
      } else if (knowsUnicode && text.startsWith("%u", i) && isHex(text, i + 2, 4)) {
        char unit = (char) Integer.parseInt(text, i + 2, i + 6, 16);
        out.append(Strings.bytes(String.valueOf(unit)));
        i += 6;
      } else {
        out.append(c == '+' ? ' ' : c);
        i++;
      }
    }
    return out.toString();
  }

  private static boolean isHex(String text, int from, int count) {
    if (from + count > text.length()) {
      return false;
    }
    for (int i = from; i < from + count; i++) {
      if (text.charAt(i) >= 0x80 || Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }
}
