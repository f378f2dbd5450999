package dev.edgekeep.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes our side first, and drops what still comes until the client has closed its own. In TLS 1.3
 * a client sends its request before it can know that its certificate is refused; closing over those
 * unread bytes would reset the connection, and the alert that says why would be lost on the way.
 * Stands in front of the engine. Event loop only.
 */
public final class LingeringClose extends ChannelDuplexHandler {
  private static final long LIMIT_MILLIS = 1_000;
  private static final int MAX_DROPPED = 256 * 1024;

  private final long limitMillis;
  private boolean lingers;
  private boolean heard;
  private int dropped;

  public LingeringClose() {
    this(LIMIT_MILLIS);
  }

  /**
   * @param limitMillis how long the peer's close is waited for
   */
  LingeringClose(long limitMillis) {
    this.limitMillis = limitMillis;
  }

  /**
   * Returns whether the peer has sent anything yet: what never does is a port scan or a health
   * check.
   */
  public boolean hasHeard() {
    return heard;
  }

  /** Sends something past the engine, which has nothing more to say, and closes. */
  public static void end(Channel channel, ByteBuf last) {
    ChannelHandlerContext ctx = channel.pipeline().context(LingeringClose.class);
    if (ctx == null) {
      last.release();
      channel.close();
      return;
    }
    ctx.writeAndFlush(last);
    ((LingeringClose) ctx.handler()).close(ctx, ctx.newPromise());
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (!ctx.channel().isActive()
        || !(ctx.channel() instanceof DuplexChannel channel)
        || channel.isInputShutdown()) {
      ctx.close(promise);
      return;
    }
    // Also for the second, when the engine closes and then whoever hears of its failure: it must
    // not cut the first short.
    ChannelFuture closed = ctx.channel().closeFuture();
    closed.addListener(done -> promise.trySuccess());
    if (lingers) {
      return;
    }
    lingers = true;
    channel.config().setAutoRead(true);
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> channel.shutdownOutput());
    Future<?> limit =
        ctx.executor().schedule(() -> ctx.close(), limitMillis, TimeUnit.MILLISECONDS);
    closed.addListener(done -> limit.cancel(false));
  }

  /** The peer has closed its side, where a channel is not closed of that alone. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (lingers && event instanceof ChannelInputShutdownEvent) {
      ctx.close();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    heard = true;
    if (!lingers) {
      ctx.fireChannelRead(message);
      return;
    }
    dropped += ((ByteBuf) message).readableBytes();
    ReferenceCountUtil.release(message);
    if (dropped > MAX_DROPPED) {
      ctx.close();
    }
  }
}
