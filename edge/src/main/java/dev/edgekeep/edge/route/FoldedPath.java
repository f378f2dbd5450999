package dev.edgekeep.edge.route;

import dev.edgekeep.rules.syntax.Strings;

/**
 * The common form of paths that an origin which ignores case may take for one another: letters
 * without case, escapes decoded. It folds as Java's {@code equalsIgnoreCase} and more than
 * JavaScript's flag {@code i}, which leave no difference between {@code k} and the Kelvin sign.
 */
final class FoldedPath {
  private FoldedPath() {}

  /**
   * @param path as rules see it: without escapes of slashes
   */
  static String of(String path) {
    boolean hasUpper = false;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        return folded(decoded(path));
      }
      hasUpper |= c >= 'A' && c <= 'Z';
    }
    return hasUpper ? Strings.lower(path) : path;
  }

  private static String folded(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      folded.append(Character.toLowerCase(Character.toUpperCase(text.charAt(i))));
    }
    return folded.toString();
  }

  /** The text; the bytes where they are not UTF-8. */
  private static String decoded(String path) {
    StringBuilder octets = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      int octet = escapeAt(path, i);
      octets.append(octet < 0 ? path.charAt(i) : (char) octet);
      i += octet < 0 ? 0 : 2;
    }
    String text = Strings.text(octets.toString());
    return text == null ? octets.toString() : text;
  }

  private static int escapeAt(String path, int at) {
    if (path.charAt(at) != '%' || at + 2 >= path.length()) {
      return -1;
    }
    int high = Character.digit(path.charAt(at + 1), 16);
    int low = Character.digit(path.charAt(at + 2), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
