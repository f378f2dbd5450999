package dev.edgekeep.rules.request;

/** The characters of a path (RFC 3986 §3.3). */
final class PathCharacters {
  private PathCharacters() {}

  /**
   * Returns whether an escape of the character means the same as the character itself, for every
   * reader.
   */
  static boolean isUnreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  /** Returns whether the character may be in a segment without an escape. */
  static boolean isSegment(int c) {
    return isUnreserved(c) || "!$&'()*+,;=:@".indexOf(c) >= 0;
  }
}
