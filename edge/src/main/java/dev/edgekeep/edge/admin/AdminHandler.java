package dev.edgekeep.edge.admin;

import dev.edgekeep.daemon.admin.HostGuard;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/** One connection to the admin server. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final AdminPages pages;
  private final HostGuard guard;

  AdminHandler(AdminPages pages, HostGuard guard) {
    this.pages = pages;
    this.guard = guard;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    Page page = answer(request);
    boolean keepAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
    FullHttpResponse response = response(page, request.method().equals(HttpMethod.HEAD));
    HttpUtil.setKeepAlive(response, keepAlive);
    var written = ctx.writeAndFlush(response);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Read timeouts, resets and what is not HTTP at all: there is nobody to tell. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }

  private Page answer(FullHttpRequest request) {
    if (!request.decoderResult().isSuccess()) {
      return Page.error(HttpResponseStatus.BAD_REQUEST, "this is not an HTTP request");
    }
    if (!guard.allows(request.headers().get(HttpHeaderNames.HOST))) {
      return Page.error(
          HttpResponseStatus.MISDIRECTED_REQUEST,
          "the Host header must be an address or localhost, not another name");
    }
    HttpMethod method = request.method();
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      return Page.error(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET and HEAD are served here");
    }
    return pages.find(request.uri(), request.headers().get(HttpHeaderNames.ACCEPT, ""));
  }

  private static FullHttpResponse response(Page page, boolean headOnly) {
    int length = page.body().readableBytes();
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, page.status(), headOnly ? page.body().slice(0, 0) : page.body());
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, page.contentType())
        .set(HttpHeaderNames.CONTENT_LENGTH, length)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set("X-Content-Type-Options", "nosniff");
    if (page.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
      response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
    }
    return response;
  }
}
