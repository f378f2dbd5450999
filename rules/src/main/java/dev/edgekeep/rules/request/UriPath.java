package dev.edgekeep.rules.request;

import dev.edgekeep.rules.syntax.Strings;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request, read once for rules and origin alike, so that a rule about {@code /admin}
 * cannot be passed by writing it otherwise. Immutable.
 *
 * @param seen the path as rules see it: every escape of a character that may stand in a path is
 *     decoded, and what an origin may ignore at the end of a segment is left out
 * @param sent the path as an origin gets it: the same resource to every reader, without empty and
 *     dot segments
 * @param ambiguity what two readers might read as different paths; null when nothing is
 */
public record UriPath(String seen, String sent, @Nullable String ambiguity) {
  private static final boolean[] PLAIN = new boolean[128];

  static {
    for (char c = 0; c < 128; c++) {
      PLAIN[c] = PathCharacters.isSegment(c) && c != ';';
    }
  }

  /** Takes the path of a request target apart: what stands before the question mark. */
  public static UriPath of(String path) {
    return isPlain(path, path.length())
        ? new UriPath(path, path, null)
        : new PathReader(path).read();
  }

  /** Where the path of a request target ends. */
  public static int end(String target) {
    int mark = target.indexOf('?');
    return mark < 0 ? target.length() : mark;
  }

  /**
   * Whether the first {@code end} characters are a path that everybody reads the same way: nothing
   * is escaped, no segment is empty but the last, none begins or ends with a dot.
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

  /** What stands after the last dot of the last segment, in lower case; null when nothing does. */
  static @Nullable String extension(String path) {
    int slash = path.lastIndexOf('/');
    int dot = path.lastIndexOf('.');
    return dot <= slash || dot == path.length() - 1 ? null : Strings.lower(path.substring(dot + 1));
  }
}
