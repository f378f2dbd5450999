package dev.edgekeep.edge.message;

import io.netty.util.AsciiString;

/**
 * Compares field names as origins could read them: letters in any case, and any run of characters
 * other than letters and digits as one separator, which is ignored at both ends. CGI replaces all
 * of them by one character (RFC 3875 §4.1.18), and some origins drop unknown ones.
 */
final class NameSpelling {
  private static final byte SEPARATOR = 0;
  private static final byte[] FOLDED = new byte[256];

  static {
    for (int c = 0; c < 128; c++) {
      FOLDED[c] = Character.isLetterOrDigit(c) ? (byte) Character.toLowerCase(c) : SEPARATOR;
    }
  }

  private NameSpelling() {}

  private static byte folded(byte b) {
    return FOLDED[b & 0xff];
  }

  /** A hash that is equal for all spellings of a name. */
  static int hash(byte[] bytes, int start, int end) {
    int hash = 0;
    boolean isSeparated = false;
    for (int i = start; i < end; i++) {
      byte c = folded(bytes[i]);
      if (c == SEPARATOR) {
        isSeparated = hash != 0;
      } else {
        hash = (isSeparated ? hash * 31 + '-' : hash) * 31 + c;
        isSeparated = false;
      }
    }
    return hash;
  }

  /** Returns whether an origin could take the bytes for that name. */
  static boolean isSame(byte[] bytes, int start, int end, AsciiString name) {
    int length = name.length();
    int i = skip(bytes, start, end);
    int j = skip(name, 0);
    while (i < end && j < length) {
      if (folded(bytes[i]) != folded(name.byteAt(j))) {
        return false;
      }
      int nextI = skip(bytes, i + 1, end);
      int nextJ = skip(name, j + 1);
      boolean isInside = nextI < end && nextJ < length;
      if (isInside && nextI > i + 1 != nextJ > j + 1) {
        return false;
      }
      i = nextI;
      j = nextJ;
    }
    return i >= end && j >= length;
  }

  /** Returns whether an origin could take the bytes for a name whose first word is {@code word}. */
  static boolean isPrefixed(byte[] bytes, int start, int end, AsciiString word) {
    int from = skip(bytes, start, end);
    int to = from + word.length();
    return to <= end
        && (to == end || folded(bytes[to]) == SEPARATOR)
        && Ascii.equalsIgnoreCase(bytes, from, word);
  }

  private static int skip(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && folded(bytes[at]) == SEPARATOR) {
      at++;
    }
    return at;
  }

  private static int skip(AsciiString name, int from) {
    int at = from;
    while (at < name.length() && folded(name.byteAt(at)) == SEPARATOR) {
      at++;
    }
    return at;
  }
}
