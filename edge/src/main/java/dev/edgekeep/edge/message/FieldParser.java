package dev.edgekeep.edge.message;

import io.netty.buffer.ByteBuf;

/** Reads a field section (RFC 9112 §5). Refuses what two readers could read differently. */
public final class FieldParser {
  /** No limit but that of the section's bytes. */
  static final int ANY_COUNT = Integer.MAX_VALUE;

  private FieldParser() {}

  /** Reads the {@code length} bytes of a trailer section, its empty line included. */
  public static Fields trailers(ByteBuf in, int length) throws BadMessage {
    byte[] bytes = new byte[length];
    in.readBytes(bytes);
    return parse(bytes, 0, ANY_COUNT);
  }

  /** Reads the lines from {@code start} to the empty line that ends {@code bytes}. */
  static Fields parse(byte[] bytes, int start, int maxCount) throws BadMessage {
    Fields fields = new Fields(bytes, bytes.length);
    int at = start;
    while (bytes[at] != '\r') {
      int end = lineEnd(bytes, at);
      if (fields.size() == maxCount) {
        throw new BadMessage(431, "more than " + maxCount + " header fields");
      }
      field(fields, bytes, at, end);
      at = end + 2;
    }
    if (at + 2 != bytes.length) {
      throw new BadMessage(400, "a line that begins with CR");
    }
    return fields;
  }

  /** The index of the CRLF that ends the line from {@code start}; there must be one. */
  static int lineEnd(byte[] bytes, int start) {
    int at = start;
    while (bytes[at] != '\n') {
      at++;
    }
    return at - 1;
  }

  private static void field(Fields fields, byte[] bytes, int start, int end) throws BadMessage {
    if (Ascii.isSpace(bytes[start])) {
      throw new BadMessage(400, "a folded header line (RFC 9112 §5.2)");
    }
    int colon = start;
    while (colon < end && bytes[colon] != ':') {
      colon++;
    }
    if (colon == end || !Ascii.isToken(bytes, start, colon)) {
      // A space before the colon ends here, too (RFC 9112 §5.1).
      throw new BadMessage(400, "a header line without a proper name before its colon");
    }
    int valueStart = colon + 1;
    int valueEnd = end;
    while (valueStart < valueEnd && Ascii.isSpace(bytes[valueStart])) {
      valueStart++;
    }
    while (valueEnd > valueStart && Ascii.isSpace(bytes[valueEnd - 1])) {
      valueEnd--;
    }
    if (!Ascii.isFieldValue(bytes, valueStart, valueEnd)) {
      throw new BadMessage(400, "a control character in a header value");
    }
    fields.addSpan(start, colon, valueStart, valueEnd);
  }
}
