package dev.edgekeep.daemon.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an admin server, one request at a time. A request that does not come whole in
 * time, or is not answered in time, ends it. Event loop only.
 */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  /** For a request to come whole, from the connection or the answer before. */
  private static final int REQUEST_SECONDS = 30;

  /** For a page, a reload for instance, and for the client to read it. */
  private static final int RESPONSE_SECONDS = 60;

  private final AdminPages pages;
  private final Executor renderers;
  private @Nullable Future<?> limit;

  AdminHandler(AdminPages pages, Executor renderers) {
    this.pages = pages;
    this.renderers = renderers;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    limit(ctx, REQUEST_SECONDS);
    ctx.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancelLimit();
    ctx.fireChannelInactive();
  }

  private void limit(ChannelHandlerContext ctx, int seconds) {
    cancelLimit();
    limit = ctx.executor().schedule(() -> ctx.close(), seconds, TimeUnit.SECONDS);
  }

  private void cancelLimit() {
    if (limit != null) {
      limit.cancel(false);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    ctx.channel().config().setAutoRead(false);
    limit(ctx, RESPONSE_SECONDS);
    HttpRequest head = head(request);
    try {
      renderers.execute(() -> answer(ctx, head));
    } catch (RejectedExecutionException _) {
      ctx.close(); // the server is closing
    }
  }

  /** Renders the page. A virtual thread. */
  private void answer(ChannelHandlerContext ctx, HttpRequest head) {
    AdminResponse response = pages.answer(head);
    try {
      ctx.executor().execute(() -> write(ctx, head, response));
    } catch (RejectedExecutionException _) {
      // The event loop has ended, and the connection with it.
    }
  }

  /** Outlives the request, whose body is released. */
  private static HttpRequest head(FullHttpRequest request) {
    HttpRequest head =
        new DefaultHttpRequest(
            request.protocolVersion(), request.method(), request.uri(), request.headers());
    head.setDecoderResult(request.decoderResult());
    return head;
  }

  private void write(ChannelHandlerContext ctx, HttpRequest request, AdminResponse answer) {
    boolean keepAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
    FullHttpResponse response = response(request, answer);
    HttpUtil.setKeepAlive(response, keepAlive);
    ChannelFuture written = ctx.writeAndFlush(response);
    written.addListener(done -> {
      if (keepAlive && done.isSuccess()) {
        limit(ctx, REQUEST_SECONDS);
        ctx.channel().config().setAutoRead(true);
      } else {
        ctx.close();
      }
    });
  }

  private FullHttpResponse response(HttpRequest request, AdminResponse answer) {
    boolean headOnly = request.method().equals(HttpMethod.HEAD);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
        .set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set("X-Content-Type-Options", "nosniff");
    String allowed =
        answer.status() == AdminResponse.METHOD_NOT_ALLOWED ? pages.allowed(request) : null;
    if (allowed != null) {
      response.headers().set(HttpHeaderNames.ALLOW, allowed);
    }
    return response;
  }

  /** Resets, and bytes that are not HTTP at all: there is nobody to tell. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }
}
