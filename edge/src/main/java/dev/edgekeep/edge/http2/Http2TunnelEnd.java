package dev.edgekeep.edge.http2;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.tunnel.Tunnel;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 stream that has become one end of a tunnel (RFC 8441 §5): DATA frames carry its bytes,
 * END_STREAM closes a half, and RST_STREAM is a broken connection. Event loop only.
 */
final class Http2TunnelEnd implements TunnelEnd, Http2Streams.Handler {
  private final Http2Connection connection;
  private final Http2Stream stream;
  private final Http2Intake intake;
  private Tunnel.@Nullable Side side;
  private boolean hasInputEnded;
  private @Nullable ChannelFuture ending;
  private boolean isClosed;
  private boolean isOver;

  /**
   * @param hasInputEnded whether the client has sent END_STREAM
   */
  Http2TunnelEnd(
      Http2Connection connection, Http2Stream stream, Http2Intake intake, boolean hasInputEnded) {
    this.connection = connection;
    this.stream = stream;
    this.intake = intake;
    this.hasInputEnded = hasInputEnded;
  }

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

  /** The stream ends when the client has received all of it, whether it still sends or not. */
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
      reset(Http2Error.NO_ERROR);
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
      connection.exchangeClosed();
    }
  }

  @Override
  public int requestData(ByteBuf data, int size, boolean isLast) {
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
  public void requestEnd(Fields trailers) {
    if (side != null) {
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
    isClosed = true;
    if (side == null) {
      return;
    }
    if (connection.ctx().channel().isActive()) {
      side.broke();
    } else {
      side.left();
    }
  }
}
