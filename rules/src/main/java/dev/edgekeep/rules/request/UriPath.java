package dev.edgekeep.rules.request;

import dev.edgekeep.rules.syntax.Strings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A path as rules see it: spelt one way, so that a rule about {@code /admin} cannot be passed by
 * writing {@code /%61dmin}, {@code //admin} or {@code /x/../admin} (RFC 3986 §6.2.2).
 */
final class UriPath {
  private static final String HEX = "0123456789ABCDEF";

  private UriPath() {}

  /** The path without needless escapes, empty segments and dot segments; itself where it is so. */
  static String normalized(String path) {
    return isNormal(path) ? path : withoutDots(unescaped(path));
  }

  private static boolean isNormal(String path) {
    if (path.isEmpty() || path.charAt(0) != '/') {
      return path.equals("*");
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%' || c == '\\') {
        return false;
      }
      boolean startsSegment = i + 1 < path.length() && c == '/';
      if (startsSegment && (path.charAt(i + 1) == '/' || path.charAt(i + 1) == '.')) {
        return false;
      }
    }
    return true;
  }

  /** Escapes of unreserved characters are decoded, the others are in upper case. */
  private static String unescaped(String path) {
    StringBuilder out = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      int value = c == '%' ? escape(path, i) : -1;
      if (value < 0) {
        out.append(c == '\\' ? '/' : c);
      } else {
        i += 2;
        if (isUnreserved(value)) {
          out.append((char) value);
        } else {
          out.append('%').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 15));
        }
      }
    }
    return out.toString();
  }

  private static int escape(String path, int at) {
    if (at + 2 >= path.length()) {
      return -1;
    }
    int high = HEX.indexOf(Character.toUpperCase(path.charAt(at + 1)));
    int low = HEX.indexOf(Character.toUpperCase(path.charAt(at + 2)));
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  private static boolean isUnreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  private static String withoutDots(String path) {
    Deque<String> segments = new ArrayDeque<>();
    String[] parts = path.split("/", -1);
    for (String part : parts) {
      if (part.equals("..")) {
        segments.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        segments.addLast(part);
      }
    }
    StringBuilder out = new StringBuilder();
    for (Iterator<String> each = segments.iterator(); each.hasNext(); ) {
      out.append('/').append(each.next());
    }
    String end = parts[parts.length - 1];
    boolean isDirectory = end.isEmpty() || end.equals(".") || end.equals("..");
    return out.append(isDirectory || out.isEmpty() ? "/" : "").toString();
  }

  /** What stands after the last dot of the last segment, in lower case; null when nothing does. */
  static @Nullable String extension(String path) {
    int slash = path.lastIndexOf('/');
    int dot = path.lastIndexOf('.');
    return dot <= slash || dot == path.length() - 1 ? null : Strings.lower(path.substring(dot + 1));
  }
}
