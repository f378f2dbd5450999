package dev.edgekeep.edge.frames;

import dev.edgekeep.edge.tunnel.Tunnel;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * A stream that has become one end of a tunnel (RFC 8441 §5): DATA frames carry its bytes,
 * END_STREAM closes a half, and RST_STREAM is a broken connection. Event loop only.
 */
public abstract class StreamTunnel implements TunnelEnd, StreamHandler {
  private final FrameConnection connection;
  private final Http2Stream stream;
  private final StreamIntake intake;
  private Tunnel.@Nullable Side side;
  private @Nullable ChannelFuture ending;
  private boolean hasInputEnded;
  private boolean isClosed;
  private boolean isOver;

  /**
   * @param hasInputEnded whether the peer has sent END_STREAM
   */
  protected StreamTunnel(
      FrameConnection connection, Http2Stream stream, StreamIntake intake, boolean hasInputEnded) {
    this.connection = connection;
    this.stream = stream;
    this.intake = intake;
    this.hasInputEnded = hasInputEnded;
  }

  /** The tunnel is over. Called once. */
  protected abstract void ended();

  /**
   * The stream is closed, and the tunnel was not over: returns whether that is a clean end.
   *
   * @param hasEnded whether the peer had sent END_STREAM
   */
  protected abstract boolean isCleanEnd(boolean hasEnded);

  /** The error code that stops a peer which still sends when all is over. */
  protected abstract Http2Error stopCode();

  @Override
  public void start(Tunnel.Side to) {
    side = to;
    if (hasInputEnded) {
      to.ended();
    }
  }

  @Override
  public void write(ByteBuf data) {
    write(data, false);
  }

  private ChannelFuture write(ByteBuf data, boolean isLast) {
    ChannelHandlerContext ctx = connection.ctx();
    return connection.encoder().writeData(ctx, stream.id(), data, 0, isLast, ctx.newPromise());
  }

  @Override
  public void flush() {
    connection.flushSoon();
  }

  @Override
  public boolean isWritable() {
    return connection.isWritable(stream);
  }

  @Override
  public void pause() {
    intake.pause();
  }

  @Override
  public void resume() {
    if (!isClosed) {
      intake.resume();
    }
  }

  @Override
  public void end() {
    if (ending == null && !isClosed) {
      ending = write(Unpooled.EMPTY_BUFFER, true);
      flush();
    }
  }

  /** The stream ends when the peer has received all of it, whether it still sends or not. */
  @Override
  public void finish() {
    over();
    end();
    if (ending != null) {
      ending.addListener(written -> stopInput());
    }
  }

  private void stopInput() {
    if (!hasInputEnded) {
      reset(stopCode());
    }
  }

  @Override
  public void close() {
    over();
    reset(Http2Error.CANCEL);
  }

  @Override
  public void abort() {
    close();
  }

  private void reset(Http2Error error) {
    if (!isClosed) {
      connection.reset(stream.id(), error);
    }
  }

  private void over() {
    if (!isOver) {
      isOver = true;
      ended();
    }
  }

  @Override
  public int data(ByteBuf data, int size, boolean isLast) {
    if (side == null || isOver) {
      return size;
    }
    side.data(data.retain());
    if (isLast) {
      inputEnded(side);
    }
    connection.flushAfterRead(this);
    return isOver ? size : intake.take(size);
  }

  /** Trailers mean only the end here. */
  @Override
  public void headers(Http2Headers headers, boolean isLast) {
    if (side != null && isLast) {
      inputEnded(side);
      connection.flushAfterRead(this);
    }
  }

  @Override
  public void inputEnded() {
    if (side != null) {
      side.ended();
    }
  }

  private void inputEnded(Tunnel.Side to) {
    hasInputEnded = true;
    to.ended();
  }

  @Override
  public void readComplete() {
    if (side != null) {
      side.readComplete();
    }
  }

  @Override
  public void writabilityChanged() {
    if (side != null && isWritable()) {
      side.writable();
    }
  }

  @Override
  public void closed() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    Tunnel.Side to = side;
    if (to == null || isOver) {
      over();
    } else if (isCleanEnd(hasInputEnded)) {
      to.left();
    } else {
      to.broke();
    }
  }
}
