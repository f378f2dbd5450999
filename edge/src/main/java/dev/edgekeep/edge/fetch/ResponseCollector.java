package dev.edgekeep.edge.fetch;

import dev.edgekeep.edge.dial.FailureReason;
import dev.edgekeep.edge.fetch.FetchResult.Failed;
import dev.edgekeep.edge.fetch.FetchResult.Found;
import dev.edgekeep.edge.fetch.FetchResult.NotModified;
import dev.edgekeep.edge.fetch.FetchResult.Validators;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Collects the response to one request. Event loop only. */
final class ResponseCollector extends SimpleChannelInboundHandler<HttpObject> {
  /** Receives the end of the request, once or more; only the first counts. */
  interface Listener {
    void ended(FetchResult result);
  }

  private final int maxBytes;
  private final Listener listener;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable HttpResponse head;

  ResponseCollector(int maxBytes, Listener listener) {
    this.maxBytes = maxBytes;
    this.listener = listener;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) throws IOException {
    if (message.decoderResult().isFailure()) {
      failed("its response is malformed: " + message.decoderResult().cause().getMessage());
      return;
    }
    if (message instanceof HttpResponse response) {
      begin(response);
    }
    if (head != null && message instanceof HttpContent content) {
      add(content.content());
      if (message instanceof LastHttpContent) {
        complete(head);
      }
    }
  }

  private void begin(HttpResponse response) {
    if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
      head = null; // another response follows
      return;
    }
    head = response;
    int status = response.status().code();
    String encoding = response.headers().get(HttpHeaderNames.CONTENT_ENCODING);
    if (status == 304) {
      listener.ended(new NotModified());
    } else if (status != 200) {
      String location = response.headers().get(HttpHeaderNames.LOCATION);
      failed(
          location == null
              ? "status " + status
              : "status %d: it redirects to %s, which is not followed; configure that URL"
                  .formatted(status, location));
    } else if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      failed(
          "its response has the content encoding %s, which was not asked for".formatted(encoding));
    }
  }

  private void add(ByteBuf content) throws IOException {
    if (content.readableBytes() > maxBytes - body.size()) {
      failed("its response has more than %,d bytes".formatted(maxBytes));
    } else {
      content.readBytes(body, content.readableBytes());
    }
  }

  private void complete(HttpResponse response) {
    String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE);
    listener.ended(
        new Found(
            body.toByteArray(),
            type == null ? "" : type,
            new Validators(
                response.headers().get(HttpHeaderNames.ETAG),
                response.headers().get(HttpHeaderNames.LAST_MODIFIED))));
  }

  private void failed(String reason) {
    listener.ended(new Failed(reason));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    failed("it closed the connection before the response was complete");
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failed(FailureReason.of(cause));
    ctx.close();
  }
}
