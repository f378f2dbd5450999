package dev.edgekeep.rules.request;

import dev.edgekeep.x509.cert.Name;

/** A name in OpenSSL's legacy format: {@code /C=US/O=Example/CN=Alice}, most general first. */
final class LegacyName {
  private LegacyName() {}

  static String of(Name name) {
    String text = name.toString();
    StringBuilder out = new StringBuilder(text.length() + 1);
    int end = text.length();
    for (int i = text.length() - 1; i >= 0; i--) {
      if (i == 0 || (text.charAt(i - 1) == ',' && !isEscaped(text, i - 1))) {
        out.append('/').append(unescaped(text.substring(i, end)));
        end = i - 1;
      }
    }
    return out.toString();
  }

  private static boolean isEscaped(String text, int at) {
    int slashes = 0;
    while (at - slashes > 0 && text.charAt(at - slashes - 1) == '\\') {
      slashes++;
    }
    return slashes % 2 == 1;
  }

  private static String unescaped(String text) {
    return text.replaceAll("\\\\(.)", "$1");
  }
}
