package dev.edgekeep.rules.type;

/** Normalizes the names of headers. */
final class HeaderNames {
  private HeaderNames() {}

  /** Returns the name itself if it is already normalized. */
  static String folded(String name) {
    return isFolded(name) ? name : fold(name);
  }

  private static boolean isFolded(String name) {
    boolean isSeparated = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean isHyphen = c == '-';
      boolean isPlain = isHyphen ? !isSeparated : (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!isPlain) {
        return false;
      }
      isSeparated = isHyphen;
    }
    return !isSeparated;
  }

  private static String fold(String name) {
    StringBuilder out = new StringBuilder(name.length());
    boolean isSeparated = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      char lower = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
      if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) {
        out.append(isSeparated && !out.isEmpty() ? "-" : "").append(lower);
        isSeparated = false;
      } else {
        isSeparated = true;
      }
    }
    return out.toString();
  }
}
