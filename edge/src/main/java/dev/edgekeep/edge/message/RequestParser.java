package dev.edgekeep.edge.message;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the head of an HTTP/1 request (RFC 9112 §3), strictly. */
public final class RequestParser {
  private static final int VERSION_LENGTH = 8;

  private RequestParser() {}

  /** Reads a head; there is no server name for an HTTP/1.0 request without Host. */
  public static RequestHead parse(ByteBuf in, int length) throws BadMessage {
    return parse(in, length, null);
  }

  /**
   * Reads the {@code length} bytes of a head that {@link HeadScanner} found.
   *
   * @param serverName the host of an HTTP/1.0 request that has no Host; null when it is unknown
   * @throws BadMessage with the status of the answer
   */
  public static RequestHead parse(ByteBuf in, int length, @Nullable String serverName)
      throws BadMessage {
    byte[] bytes = new byte[length];
    in.readBytes(bytes);
    int end = FieldParser.lineEnd(bytes, 0);
    int methodEnd = indexOf(bytes, 0, end, ' ');
    int targetEnd = indexOf(bytes, methodEnd + 1, end, ' ');
    if (!Ascii.isToken(bytes, 0, methodEnd)) {
      throw new BadMessage(400, "a request line without a proper method");
    }
    if (!Ascii.isTarget(bytes, methodEnd + 1, targetEnd)) {
      throw new BadMessage(400, "a request target with characters that are not allowed in a URI");
    }
    HttpVersion version = version(bytes, targetEnd + 1, end);
    Fields fields = FieldParser.parse(bytes, end + 2, Fields.MAX_COUNT);
    String method = Methods.check(Methods.text(bytes, 0, methodEnd));
    Target target = Target.parse(method, text(bytes, methodEnd + 1, targetEnd));
    return new RequestHead(
        version,
        method,
        target.path(),
        authority(version, target, fields, serverName),
        fields,
        Framing.ofRequest(version, fields),
        keepAlive(version, fields));
  }

  private static int indexOf(byte[] bytes, int from, int to, char wanted) throws BadMessage {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    throw new BadMessage(400, "a request line that is not method, target and version");
  }

  private static String text(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static HttpVersion version(byte[] bytes, int start, int end) throws BadMessage {
    String text = text(bytes, start, end);
    return switch (text) {
      case "HTTP/1.1" -> HttpVersion.HTTP_1_1;
      case "HTTP/1.0" -> HttpVersion.HTTP_1_0;
      default ->
          throw text.length() == VERSION_LENGTH && text.matches("HTTP/[0-9]\\.[0-9]")
              ? new BadMessage(505, "the version " + text)
              : new BadMessage(400, "a request line without a proper version");
    };
  }

  // RFC 9112 §3.2: exactly one Host, whatever the target says; §3.2.2: an absolute target wins.
  private static String authority(
      HttpVersion version, Target target, Fields fields, @Nullable String serverName)
      throws BadMessage {
    int index = fields.find(FieldName.HOST, 0);
    if (index < 0) {
      String otherwise = target.authority() != null ? target.authority() : serverName;
      if (version == HttpVersion.HTTP_1_0 && otherwise != null) {
        return otherwise;
      }
      throw new BadMessage(400, "no Host");
    }
    if (fields.find(FieldName.HOST, index + 1) >= 0) {
      throw new BadMessage(400, "more than one Host");
    }
    String host = Authority.check(fields.value(index));
    return target.authority() != null ? target.authority() : host;
  }

  private static boolean keepAlive(HttpVersion version, Fields fields) {
    return switch (version) {
      case HTTP_1_0 -> ConnectionOptions.contains(fields, "keep-alive");
      case HTTP_1_1, HTTP_2 -> !ConnectionOptions.contains(fields, "close");
    };
  }
}
