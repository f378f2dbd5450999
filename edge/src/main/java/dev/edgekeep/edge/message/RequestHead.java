package dev.edgekeep.edge.message;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed request head, the same over every protocol.
 *
 * @param target the request target as origin-form or {@code *} (RFC 9112 §3.2)
 * @param authority the requested host as the client wrote it, with its port if any; for an IP
 *     address the listener's default host, if it has one
 * @param fields the header section, including framing and hop-by-hop fields
 * @param bodyLength bytes of the body, or {@link BodyLength#CHUNKED}
 * @param keepAlive whether the client may use the connection again
 */
public record RequestHead(
    HttpVersion version,
    String method,
    String target,
    String authority,
    Fields fields,
    long bodyLength,
    boolean keepAlive) {
  private static final AsciiString GRPC = AsciiString.cached("application/grpc");

  /**
   * Returns the method if it is well-formed (RFC 9110 §9.1) and can be forwarded.
   *
   * @throws BadMessage when it is not, or is CONNECT
   */
  public static String checkMethod(@Nullable String method) throws BadMessage {
    byte[] bytes = method == null ? new byte[0] : method.getBytes(StandardCharsets.ISO_8859_1);
    if (!Ascii.isToken(bytes, 0, bytes.length)) {
      throw new BadMessage(400, "a request without a proper method");
    }
    return Methods.check(Methods.text(bytes, 0, bytes.length));
  }

  /**
   * Returns the path if {@code method} may have it over HTTP/2 (RFC 9113 §8.3.1).
   *
   * @throws BadMessage when it may not
   */
  public static String checkPath(String method, @Nullable String path) throws BadMessage {
    byte[] bytes = path == null ? new byte[0] : path.getBytes(StandardCharsets.ISO_8859_1);
    boolean isAsterisk = method.equals("OPTIONS") && "*".equals(path);
    if (path == null
        || !Ascii.isTarget(bytes, 0, bytes.length)
        || (bytes[0] != '/' && !isAsterisk)) {
      throw new BadMessage(400, "a request without a proper path");
    }
    return path;
  }

  /** The same request for another host, on the same port. */
  public RequestHead forHost(String host) {
    fields.remove(FieldName.HOST);
    String other = Authority.withHost(authority, host);
    return new RequestHead(version, method, target, other, fields, bodyLength, keepAlive);
  }

  /** The same request for another target. */
  public RequestHead withTarget(String other) {
    return new RequestHead(version, method, other, authority, fields, bodyLength, keepAlive);
  }

  public boolean hasBody() {
    return bodyLength != BodyLength.NONE;
  }

  public boolean isHead() {
    return method.equals("HEAD");
  }

  /** Returns whether it is a call of gRPC, whose outcome is in {@code grpc-status}. */
  public boolean isGrpc() {
    int index = version == HttpVersion.HTTP_2 ? fields.find(FieldName.CONTENT_TYPE, 0) : -1;
    return index >= 0 && fields.isMediaType(index, GRPC);
  }

  /**
   * Returns whether the client waits for an interim response before it sends the body (§10.1.1).
   */
  public boolean expectsContinue() {
    return hasBody() && version != HttpVersion.HTTP_1_0 && fields.contains(FieldName.EXPECT);
  }

  /** Returns whether the request may be sent again without asking the client (RFC 9110 §9.2.2). */
  public boolean isReplayable() {
    if (hasBody()) {
      return false;
    }
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
      default -> false;
    };
  }
}
