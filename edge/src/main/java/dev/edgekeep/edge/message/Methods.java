package dev.edgekeep.edge.message;

import java.nio.charset.StandardCharsets;

/** The usual methods as constants, so that no string is created for each request. */
final class Methods {
  private static final String[] USUAL = {
    "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"
  };

  private Methods() {}

  static String text(byte[] bytes, int start, int end) {
    for (String method : USUAL) {
      if (method.length() == end - start && matches(method, bytes, start)) {
        return method;
      }
    }
    return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
  }

  /** Returns the method, unless it is for proxies only. */
  static String check(String method) throws BadMessage {
    if (method.equals("CONNECT")) {
      throw new BadMessage(405, "CONNECT, which is for proxies only");
    }
    return method;
  }

  private static boolean matches(String method, byte[] bytes, int start) {
    for (int i = 0; i < method.length(); i++) {
      if (bytes[start + i] != method.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
