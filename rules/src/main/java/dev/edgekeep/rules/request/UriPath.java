package dev.edgekeep.rules.request;

import dev.edgekeep.rules.syntax.Strings;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request, parsed once for both rules and origin, so that a client cannot bypass a
 * rule about {@code /admin} with a different spelling. Immutable.
 *
 * @param seen the path for rules: every escape of a character that may be in a path is decoded, and
 *     everything that an origin may ignore at the end of a segment is removed
 * @param sent the path for the origin: the same resource to every reader, without empty segments
 *     and dot segments
 * @param ambiguity the part that two readers might read differently; null if there is none
 */
public record UriPath(String seen, String sent, @Nullable String ambiguity) {
  private static final boolean[] PLAIN = new boolean[128];

  static {
    for (char c = 0; c < 128; c++) {
      PLAIN[c] = PathCharacters.isSegment(c) && c != ';';
    }
  }

  /** Parses the path of a request target, up to the question mark. */
  public static UriPath of(String path) {
    return isPlain(path, path.length())
        ? new UriPath(path, path, null)
        : new PathReader(path).read();
  }

  /** The end of the path in a request target. */
  public static int end(String target) {
    int mark = target.indexOf('?');
    return mark < 0 ? target.length() : mark;
  }

  /**
   * Returns whether the first {@code end} characters are a path that all readers read the same way:
   * without escapes, without empty segments except the last, and without a segment that begins or
   * ends with a dot.
   */
  public static boolean isPlain(String path, int end) {
    if (end == 0 || path.charAt(0) != '/') {
      return end == 1 && path.charAt(0) == '*';
    }
    for (int i = 1; i < end; i++) {
      char c = path.charAt(i);
      char before = path.charAt(i - 1);
      boolean isOdd = c == '/' ? before == '/' || before == '.' : c == '.' && before == '/';
      if (isOdd || (c != '/' && (c >= 128 || !PLAIN[c])) || (c == '$' && before == ':')) {
        return false;
      }
    }
    return path.charAt(end - 1) != '.';
  }

  /** The text after the last dot of the last segment, in lower case; null if there is none. */
  static @Nullable String extension(String path) {
    int slash = path.lastIndexOf('/');
    int dot = path.lastIndexOf('.');
    return dot <= slash || dot == path.length() - 1 ? null : Strings.lower(path.substring(dot + 1));
  }
}
