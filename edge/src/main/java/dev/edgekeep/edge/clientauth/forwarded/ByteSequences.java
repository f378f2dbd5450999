package dev.edgekeep.edge.clientauth.forwarded;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Byte sequences of structured fields, as in {@code :MIIB…:} (RFC 8941 §3.3.5). RFC 9440 defines no
 * parameters, and none are accepted.
 */
final class ByteSequences {
  private ByteSequences() {}

  /** The only byte sequence of an item. */
  static byte[] item(String value, String name) throws HeaderFormatException {
    String text = value.strip();
    int end = text.length() - 1;
    if (end < 2 || text.charAt(0) != ':' || text.indexOf(':', 1) != end) {
      throw malformed(name);
    }
    try {
      return Base64.getDecoder().decode(text.substring(1, end));
    } catch (IllegalArgumentException _) {
      throw malformed(name);
    }
  }

  /** The byte sequences of a list; Base64 has no commas. */
  static List<byte[]> list(String value, String name) throws HeaderFormatException {
    List<byte[]> all = new ArrayList<>(2);
    for (String item : value.split(",", -1)) {
      all.add(item(item, name));
    }
    return all;
  }

  private static HeaderFormatException malformed(String name) {
    return new HeaderFormatException(
        "the header %s is not a byte sequence as RFC 9440 has it, :Base64:".formatted(name));
  }
}
