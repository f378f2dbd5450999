package dev.edgekeep.keyserver.pkcs11;

import dev.edgekeep.config.value.Quoted;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The value of an attribute of a URI, decoded to bytes (RFC 3986 §2.1). Messages quote nothing of a
 * query, which may hold the PIN.
 *
 * @param start its index in the URI
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PercentEncoded(byte[] bytes, int start) {
  /** RFC 7512 §2.3: pk11-res-avail, and further characters of the path and of the query. */
  private static final String AVAILABLE = "-._~:[]@!$'()*+,=";

  private static final String IN_PATH = AVAILABLE + "&";
  private static final String IN_QUERY = AVAILABLE + "/?|";

  /** The value from {@code start} to {@code end}. */
  static PercentEncoded of(String uri, int start, int end, boolean inQuery)
      throws Pkcs11UriException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(end - start);
    for (int i = start; i < end; i++) {
      char c = uri.charAt(i);
      if (c == '%') {
        bytes.write(octet(uri, i, end));
        i += 2;
      } else if (isPlain(c, inQuery ? IN_QUERY : IN_PATH)) {
        bytes.write(c);
      } else {
        throw Pkcs11UriException.at(
            i, inQuery ? "this character must be percent-encoded" : toEncode(uri.codePointAt(i)));
      }
    }
    return new PercentEncoded(bytes.toByteArray(), start);
  }

  private static boolean isPlain(char c, String others) {
    boolean letterOrDigit =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letterOrDigit || others.indexOf(c) >= 0;
  }

  private static int octet(String uri, int at, int end) throws Pkcs11UriException {
    int high = at + 1 < end ? Character.digit(uri.charAt(at + 1), 16) : -1;
    int low = at + 2 < end ? Character.digit(uri.charAt(at + 2), 16) : -1;
    if (high < 0 || low < 0) {
      throw Pkcs11UriException.at(at, "% and two hexadecimal digits are expected, as in %20");
    }
    return high << 4 | low;
  }

  private static String toEncode(int c) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
      encoded.append("%%%02X".formatted(b));
    }
    return "%s is written %s".formatted(Quoted.text(Character.toString(c)), encoded);
  }

  /** The bytes as UTF-8. */
  String text() throws Pkcs11UriException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw Pkcs11UriException.at(start, "the value is not UTF-8");
    }
  }

  /** Without the bytes, which may be a PIN. */
  @Override
  public String toString() {
    return "PercentEncoded[%d bytes]".formatted(bytes.length);
  }
}
