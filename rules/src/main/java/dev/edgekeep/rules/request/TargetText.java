package dev.edgekeep.rules.request;

/**
 * Turns computed text into parts of a request target (RFC 3986 §3.3, §3.4): characters that would
 * end the part, or that may not be in it, are escaped.
 */
public final class TargetText {
  private TargetText() {}

  /** A path, which begins with a slash. {@link UriPath} says whether it is ambiguous. */
  public static String path(String text) {
    StringBuilder out = new StringBuilder(text.length() + 1);
    if (!text.startsWith("/")) {
      out.append('/');
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      append(c, c == '/' || c == '%' || PathCharacters.isSegment(c), out);
    }
    return out.toString();
  }

  /** A query, without its question mark. */
  public static String query(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = text.startsWith("?") ? 1 : 0; i < text.length(); i++) {
      char c = text.charAt(i);
      append(c, "/?%".indexOf(c) >= 0 || PathCharacters.isSegment(c), out);
    }
    return out.toString();
  }

  private static void append(char c, boolean isAllowed, StringBuilder out) {
    if (isAllowed) {
      out.append(c);
    } else {
      Escape.write(c & 0xff, out);
    }
  }
}
