package dev.edgekeep.edge.message;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Reads the head of an HTTP/1 response (RFC 9112 §4), as strictly as a request's. */
public final class ResponseParser {
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int SHORTEST_LINE = STATUS_AT + 3;

  private ResponseParser() {}

  /**
   * Reads the {@code length} bytes of a head that {@link HeadScanner} found.
   *
   * @param toHead whether the request's method was HEAD, so that the response has no body
   */
  public static ResponseHead parse(ByteBuf in, int length, boolean toHead) throws BadMessage {
    byte[] bytes = new byte[length];
    in.readBytes(bytes);
    int end = FieldParser.lineEnd(bytes, 0);
    HttpVersion version = version(bytes, end);
    int status = status(bytes, end);
    String reason = reason(bytes, status, end);
    Fields fields = FieldParser.parse(bytes, end + 2, FieldParser.ANY_COUNT);
    boolean chunked = Framing.isChunked(version, fields);
    long declared = Framing.contentLength(fields);
    long bodyLength = bodyLength(status, toHead, chunked, declared);
    boolean keepAlive =
        bodyLength != BodyLength.UNTIL_CLOSE
            && (version == HttpVersion.HTTP_1_0
                ? ConnectionOptions.contains(fields, "keep-alive")
                : !ConnectionOptions.contains(fields, "close"));
    return new ResponseHead(status, reason, fields, bodyLength, declared, keepAlive);
  }

  private static HttpVersion version(byte[] bytes, int end) throws BadMessage {
    if (end >= SHORTEST_LINE
        && new String(bytes, 0, STATUS_AT - 2, StandardCharsets.ISO_8859_1).equals("HTTP/1.")
        && bytes[STATUS_AT - 1] == ' ') {
      switch (bytes[STATUS_AT - 2]) {
        case '1':
          return HttpVersion.HTTP_1_1;
        case '0':
          return HttpVersion.HTTP_1_0;
        default:
      }
    }
    throw new BadMessage(502, "a response that does not begin with HTTP/1.1 and a status");
  }

  private static int status(byte[] bytes, int end) throws BadMessage {
    int status = 0;
    for (int i = STATUS_AT; i < SHORTEST_LINE; i++) {
      if (!Ascii.isDigit(bytes[i])) {
        throw new BadMessage(502, "a response status that is not a number");
      }
      status = status * 10 + (bytes[i] - '0');
    }
    boolean separated = end == SHORTEST_LINE || bytes[SHORTEST_LINE] == ' ';
    if (status < 100 || status > 599 || !separated) {
      throw new BadMessage(502, "a response status that is not three digits from 100 to 599");
    }
    return status;
  }

  private static String reason(byte[] bytes, int status, int end) throws BadMessage {
    if (end <= SHORTEST_LINE + 1) {
      return "";
    }
    if (!Ascii.isFieldValue(bytes, SHORTEST_LINE + 1, end)) {
      throw new BadMessage(502, "a control character after the status " + status);
    }
    int start = SHORTEST_LINE + 1;
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static long bodyLength(int status, boolean toHead, boolean chunked, long declared) {
    if (toHead || status < 200 || status == 204 || status == 304) {
      return BodyLength.NONE;
    }
    if (chunked) {
      return BodyLength.CHUNKED;
    }
    return declared == Framing.UNDECLARED ? BodyLength.UNTIL_CLOSE : declared;
  }
}
