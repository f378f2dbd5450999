package dev.edgekeep.edge.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection that has switched from HTTP/1.1 to a tunnel, with a client or an origin, in
 * plaintext or behind a TLS handler. Event loop only.
 */
public final class ChannelEnd extends ChannelInboundHandlerAdapter implements TunnelEnd {
  /** The time for a peer to receive the last bytes and to close. */
  private static final long FINISH_SECONDS = 5;

  private final Channel channel;
  private @Nullable ByteBuf ahead;
  private Tunnel.@Nullable Side side;
  private boolean hasInputEnded;
  private boolean isFinishing;

  private ChannelEnd(Channel channel, @Nullable ByteBuf ahead, boolean hasInputEnded) {
    this.channel = channel;
    this.ahead = ahead;
    this.hasInputEnded = hasInputEnded;
  }

  /**
   * Replaces a connection's HTTP handler.
   *
   * @param ahead bytes that the handler has read and not used; they are released
   * @param hasInputEnded whether the peer has already ended its half
   */
  public static ChannelEnd replace(
      ChannelHandler http, Channel channel, @Nullable ByteBuf ahead, boolean hasInputEnded) {
    ChannelEnd end = new ChannelEnd(channel, ahead, hasInputEnded);
    channel.pipeline().replace(http, "tunnel", end);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    return end;
  }

  @Override
  public void start(Tunnel.Side to) {
    side = to;
    ByteBuf data = ahead;
    ahead = null;
    if (data != null) {
      to.data(data);
    }
    if (hasInputEnded) {
      to.ended();
    }
  }

  @Override
  public void write(ByteBuf data) {
    channel.write(data, channel.voidPromise());
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public void pause() {
    channel.config().setAutoRead(false);
  }

  @Override
  public void resume() {
    if (!hasInputEnded) {
      channel.config().setAutoRead(true);
    }
  }

  @Override
  public void end() {
    HalfClose.afterWrites(channel);
  }

  /** Waits for the peer to end its half: a reset could make it lose bytes. */
  @Override
  public void finish() {
    isFinishing = true;
    if (hasInputEnded) {
      closeAfterWrites();
    } else {
      HalfClose.afterWrites(channel);
      resume();
    }
    ScheduledFuture<?> limit =
        channel.eventLoop().schedule(this::close, FINISH_SECONDS, TimeUnit.SECONDS);
    channel.closeFuture().addListener(closed -> limit.cancel(false));
  }

  private void closeAfterWrites() {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> channel.close());
  }

  @Override
  public void close() {
    channel.close();
  }

  /** With a reset, bypassing TLS: RFC 8441 §5 requires it for a stream that was reset. */
  @Override
  public void abort() {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.pipeline().firstContext().close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    if (side == null) {
      data.release();
    } else {
      side.data(data);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (side != null) {
      side.readComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (side != null && channel.isWritable()) {
      side.writable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded();
      if (side != null) {
        side.ended();
      }
    }
  }

  private void inputEnded() {
    hasInputEnded = true;
    if (isFinishing) {
      closeAfterWrites();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (side != null) {
      side.left();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // Whatever failed, the connection is unusable.
    if (side != null) {
      side.broke();
    }
    channel.close();
  }
}
