package dev.edgekeep.edge.fetch;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;

/** Encodes a request for Netty's codec. */
final class RequestMessage {
  private RequestMessage() {}

  static FullHttpRequest of(FetchRequest request, ByteBufAllocator allocator) {
    byte[] body = request.body();
    FullHttpRequest message =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            body == null ? HttpMethod.GET : HttpMethod.POST,
            request.url().target(),
            body == null ? Unpooled.EMPTY_BUFFER : allocator.buffer(body.length).writeBytes(body));
    message
        .headers()
        .set(HttpHeaderNames.HOST, request.url().authority())
        .set(HttpHeaderNames.USER_AGENT, "edgekeep")
        .set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (body != null) {
      message.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    }
    request.fields().forEach((name, value) -> message.headers().set(name, value));
    return message;
  }
}
