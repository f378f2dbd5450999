package dev.edgekeep.edge.compress;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compares a Content-Type with types in which {@code *} stands for any characters. */
final class MediaTypes {
  private MediaTypes() {}

  /**
   * Returns whether one of the types matches.
   *
   * @param contentType with or without parameters (RFC 9110 §8.3); null matches nothing
   */
  static boolean match(List<String> types, @Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    String lower = type.strip().toLowerCase(Locale.ROOT);
    for (int i = 0; i < types.size(); i++) {
      if (matches(types.get(i), 0, lower, 0)) {
        return true;
      }
    }
    return false;
  }

  /** Compares the rests of both; a pattern has few stars, and a type is short. */
  private static boolean matches(String pattern, int at, String type, int from) {
    int star = pattern.indexOf('*', at);
    if (star < 0) {
      return type.length() - from == pattern.length() - at
          && type.startsWith(pattern.substring(at), from);
    }
    if (!type.startsWith(pattern.substring(at, star), from)) {
      return false;
    }
    for (int next = from + star - at; next <= type.length(); next++) {
      if (matches(pattern, star + 1, type, next)) {
        return true;
      }
    }
    return false;
  }
}
