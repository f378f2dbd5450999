package dev.edgekeep.edge.origin.http2;

import dev.edgekeep.edge.message.BodyLength;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.FieldSink;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.origin.OriginRequest;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the heads of requests as field sections (RFC 9113 §8.3.1), one after the other. A request
 * for a WebSocket becomes an extended CONNECT, which has no key (RFC 8441 §5). One thread.
 */
final class RequestSection implements FieldSink {
  private static final AsciiString GET = AsciiString.cached("GET");
  private static final AsciiString POST = AsciiString.cached("POST");
  private static final AsciiString CONNECT = AsciiString.cached("CONNECT");
  private static final AsciiString PROTOCOL = AsciiString.cached(":protocol");
  private static final AsciiString TRAILERS = AsciiString.cached("trailers");

  private static final AsciiString HTTPS = AsciiString.cached("https");
  private static final AsciiString HTTP = AsciiString.cached("http");

  private final AsciiString scheme;
  private AsciiString[] pairs = new AsciiString[64];
  private int count;
  private boolean isConnect;
  private @Nullable String webSocketKey;

  RequestSection(boolean isSecure) {
    scheme = isSecure ? HTTPS : HTTP;
  }

  /**
   * Encodes a head.
   *
   * @param server the authority where the client's is not preserved
   */
  Http2Headers encode(OriginRequest request, String server) {
    count = 0;
    webSocketKey = null;
    String upgrade = request.upgrade();
    isConnect = upgrade != null;
    if (upgrade != null) {
      append(PROTOCOL, new AsciiString(upgrade));
    }
    addAll(request.fields());
    addFraming(request);
    request.addEdgeFields(this);
    Http2Headers headers =
        ReadOnlyHttp2Headers.clientHeaders(
            false,
            isConnect ? CONNECT : method(request.method()),
            new AsciiString(request.target()),
            scheme,
            new AsciiString(request.authority(server)),
            Arrays.copyOf(pairs, count));
    Arrays.fill(pairs, 0, count, null);
    return headers;
  }

  /** The {@code Sec-WebSocket-Key} that was left out of the latest head; null when it had none. */
  @Nullable String webSocketKey() {
    return webSocketKey;
  }

  private static AsciiString method(String method) {
    return switch (method) {
      case "GET" -> GET;
      case "POST" -> POST;
      default -> new AsciiString(method);
    };
  }

  private void addFraming(OriginRequest request) {
    long length = request.bodyLength();
    boolean hasLength = length > 0 || (length == BodyLength.NONE && mayHaveBody(request));
    if (hasLength) {
      append(FieldName.CONTENT_LENGTH.lower(), new AsciiString(Long.toString(length)));
    }
    if (request.acceptsTrailers()) {
      append(FieldName.TE.lower(), TRAILERS);
    }
  }

  /** RFC 9110 §8.6: a request with such a method says so when it has no body. */
  private static boolean mayHaveBody(OriginRequest request) {
    return switch (request.method()) {
      case "POST", "PUT", "PATCH" -> true;
      default -> false;
    };
  }

  @Override
  public void add(CharSequence name, CharSequence value) {
    AsciiString lower = FieldName.lower(name);
    if (isConnect && lower.equals(FieldName.WEBSOCKET_KEY.lower())) {
      webSocketKey = value.toString();
    } else {
      append(lower, AsciiString.of(value));
    }
  }

  @Override
  public void addAll(Fields fields) {
    for (int i = 0; i < fields.size(); i++) {
      if (isConnect && fields.name(i) == FieldName.WEBSOCKET_KEY) {
        webSocketKey = fields.value(i);
      } else if (!fields.isRemoved(i)) {
        append(fields.lowerName(i), fields.asciiValue(i));
      }
    }
  }

  private void append(AsciiString name, AsciiString value) {
    if (count + 2 > pairs.length) {
      pairs = Arrays.copyOf(pairs, pairs.length * 2);
    }
    pairs[count++] = name;
    pairs[count++] = value;
  }
}
