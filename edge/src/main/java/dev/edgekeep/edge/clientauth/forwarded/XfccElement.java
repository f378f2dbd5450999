package dev.edgekeep.edge.clientauth.forwarded;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The only element of an {@code X-Forwarded-Client-Cert} header: pairs such as {@code
 * Hash=…;Cert="…"}. Values with commas, semicolons or equals signs are quoted, and a backslash
 * quotes one character in them.
 *
 * @param cert the client's certificate; null when there is none
 * @param chain the whole chain with it; null when there is none
 */
record XfccElement(@Nullable String cert, @Nullable String chain) {
  static final String HEADER = "X-Forwarded-Client-Cert";
  private static final Pattern KEY = Pattern.compile("[a-z]{1,32}");

  static XfccElement parse(String value) throws HeaderFormatException {
    return new Reader(value).element();
  }

  /** Reads one value. */
  private static final class Reader {
    private final String text;
    private int at;
    private @Nullable String cert;
    private @Nullable String chain;

    Reader(String text) {
      this.text = text;
    }

    XfccElement element() throws HeaderFormatException {
      pair();
      while (at < text.length()) {
        if (text.charAt(at) == ',') {
          throw new HeaderFormatException(
              HEADER
                  + " has several elements; have the proxy replace what clients send"
                  + " (forward_client_cert_details: SANITIZE_SET)");
        }
        at++;
        pair();
      }
      return new XfccElement(cert, chain);
    }

    /** A key and its value; afterwards, the text has ended, or there is a semicolon or comma. */
    private void pair() throws HeaderFormatException {
      int equals = text.indexOf('=', at);
      if (equals < 0) {
        throw malformed();
      }
      String key = text.substring(at, equals).strip().toLowerCase(Locale.ROOT);
      if (!KEY.matcher(key).matches()) {
        throw malformed();
      }
      at = equals + 1;
      String value = at < text.length() && text.charAt(at) == '"' ? quoted() : plain();
      if (at < text.length() && text.charAt(at) != ';' && text.charAt(at) != ',') {
        throw malformed();
      }
      switch (key) {
        case "cert" -> cert = once(cert, value);
        case "chain" -> chain = once(chain, value);
        default -> {} // names and hashes are taken from the certificate
      }
    }

    private static String once(@Nullable String before, String value) throws HeaderFormatException {
      if (before != null) {
        throw new HeaderFormatException(HEADER + " has a Cert or a Chain twice");
      }
      return value;
    }

    private String plain() {
      int start = at;
      while (at < text.length() && text.charAt(at) != ';' && text.charAt(at) != ',') {
        at++;
      }
      return text.substring(start, at);
    }

    private String quoted() throws HeaderFormatException {
      StringBuilder value = new StringBuilder();
      for (at++; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == '"') {
          at++;
          return value.toString();
        }
        if (c == '\\') {
          at++;
        }
        if (at < text.length()) {
          value.append(text.charAt(at));
        }
      }
      throw malformed();
    }

    private static HeaderFormatException malformed() {
      return new HeaderFormatException(HEADER + " is not made of key=value pairs");
    }
  }
}
