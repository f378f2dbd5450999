package dev.edgekeep.edge.message;

import org.jspecify.annotations.Nullable;

/**
 * The parts of a request target (RFC 9112 §3.2).
 *
 * @param path origin-form or {@code *}
 * @param authority of an absolute-form target; null otherwise
 */
record Target(String path, @Nullable String authority) {

  static Target parse(String method, String text) throws BadMessage {
    if (text.charAt(0) == '/') {
      return new Target(text, null);
    }
    if (text.equals("*")) {
      if (!method.equals("OPTIONS")) {
        throw new BadMessage(400, "the target * with another method than OPTIONS");
      }
      return new Target(text, null);
    }
    int start = afterScheme(text);
    int end = start;
    while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '?') {
      end++;
    }
    return new Target(
        path(method, text.substring(end)), Authority.check(text.substring(start, end)));
  }

  private static int afterScheme(String text) throws BadMessage {
    if (text.regionMatches(true, 0, "https://", 0, 8)) {
      return 8;
    }
    if (text.regionMatches(true, 0, "http://", 0, 7)) {
      return 7;
    }
    throw new BadMessage(400, "a request target that is neither a path nor an http(s) URI");
  }

  private static String path(String method, String rest) {
    if (rest.isEmpty()) {
      // RFC 9112 §3.2.4.
      return method.equals("OPTIONS") ? "*" : "/";
    }
    return rest.charAt(0) == '?' ? "/" + rest : rest;
  }
}
