package dev.edgekeep.rules.request;

/** The characters of a path (RFC 3986 §3.3). */
final class PathCharacters {
  private PathCharacters() {}

  /** Whether an escape of it means the same as the character itself, to everybody. */
  static boolean isUnreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  /** Whether it may stand in a segment without being escaped. */
  static boolean isSegment(int c) {
    return isUnreserved(c) || "!$&'()*+,;=:@".indexOf(c) >= 0;
  }
}
