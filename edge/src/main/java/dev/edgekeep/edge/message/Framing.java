package dev.edgekeep.edge.message;

/**
 * Finds the length of a body by its head (RFC 9112 §6.3). A message that two readers could frame
 * differently is refused: that is the basis of request smuggling.
 */
final class Framing {
  /** No length is declared. */
  static final long UNDECLARED = -1;

  private static final int MAX_DIGITS = 18;

  private Framing() {}

  /** The length of a request's body, or {@link BodyLength#CHUNKED}. */
  static long ofRequest(HttpVersion version, Fields fields) throws BadMessage {
    if (isChunked(version, fields)) {
      return BodyLength.CHUNKED;
    }
    long declared = contentLength(fields);
    return declared == UNDECLARED ? BodyLength.NONE : declared;
  }

  /** Returns whether the body is chunked, which is the only coding that is accepted. */
  static boolean isChunked(HttpVersion version, Fields fields) throws BadMessage {
    int index = fields.find(FieldName.TRANSFER_ENCODING, 0);
    if (index < 0) {
      return false;
    }
    if (version == HttpVersion.HTTP_1_0) {
      throw new BadMessage(400, "Transfer-Encoding in an HTTP/1.0 message (RFC 9112 §6.1)");
    }
    if (fields.contains(FieldName.CONTENT_LENGTH)) {
      throw new BadMessage(400, "both Transfer-Encoding and Content-Length");
    }
    if (fields.find(FieldName.TRANSFER_ENCODING, index + 1) >= 0) {
      throw new BadMessage(400, "more than one Transfer-Encoding line");
    }
    String coding = fields.value(index);
    if (!coding.equalsIgnoreCase("chunked")) {
      throw new BadMessage(
          isLastChunked(coding) ? 501 : 400, "a Transfer-Encoding other than chunked");
    }
    return true;
  }

  // With a final coding other than chunked the length of a request is unknown: 400, not 501.
  private static boolean isLastChunked(String codings) {
    int comma = codings.lastIndexOf(',');
    return comma > 0
        && codings.substring(comma + 1).strip().equalsIgnoreCase("chunked")
        && codings.indexOf("chunked") == codings.lastIndexOf("chunked");
  }

  /** The Content-Length, or {@link #UNDECLARED}. */
  static long contentLength(Fields fields) throws BadMessage {
    int index = fields.find(FieldName.CONTENT_LENGTH, 0);
    if (index < 0) {
      return UNDECLARED;
    }
    if (fields.find(FieldName.CONTENT_LENGTH, index + 1) >= 0) {
      throw new BadMessage(400, "more than one Content-Length");
    }
    int start = fields.valueStart(index);
    int end = fields.valueEnd(index);
    if (start == end || end - start > MAX_DIGITS) {
      throw new BadMessage(400, "a Content-Length that is not a number");
    }
    long length = 0;
    for (int i = start; i < end; i++) {
      byte digit = fields.bytes()[i];
      if (!Ascii.isDigit(digit)) {
        throw new BadMessage(400, "a Content-Length that is not a number");
      }
      length = length * 10 + (digit - '0');
    }
    return length;
  }
}
