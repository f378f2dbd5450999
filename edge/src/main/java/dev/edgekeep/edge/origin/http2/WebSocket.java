package dev.edgekeep.edge.origin.http2;

import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.message.WebSocketKey;
import dev.edgekeep.edge.tunnel.Tunnel;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket on a stream to an origin (RFC 8441 §5): its answer as HTTP/1.1 has it, and then an
 * end of a tunnel. DATA frames carry its bytes, END_STREAM closes a half, and RST_STREAM is a
 * broken connection. Event loop only.
 */
final class WebSocket implements TunnelEnd {
  private final Http2OriginConnection connection;
  private final Http2Stream stream;
  private final @Nullable String key;
  private Tunnel.@Nullable Side side;
  private @Nullable Runnable over;
  private @Nullable ChannelFuture ending;
  private boolean isPaused;
  private int unconsumed;
  private boolean hasInputEnded;
  private boolean isClosed;

  /**
   * @param key the {@code Sec-WebSocket-Key} of the request, which the server did not get
   */
  WebSocket(Http2OriginConnection connection, Http2Stream stream, @Nullable String key) {
    this.connection = connection;
    this.stream = stream;
    this.key = key;
  }

  /** The answer of a server that has taken it, as the 101 that it would be over HTTP/1.1. */
  ResponseHead answer(ResponseHead head) {
    head.fields().add(FieldName.UPGRADE, "websocket");
    if (key != null) {
      head.fields().remove(FieldName.WEBSOCKET_ACCEPT);
      head.fields().add(FieldName.WEBSOCKET_ACCEPT, WebSocketKey.accept(key));
    }
    return new ResponseHead(101, "Switching Protocols", head.fields(), 0, -1, true);
  }

  /**
   * Turns the stream into an end of a tunnel.
   *
   * @param atEnd called once when it ends
   */
  WebSocket becomeTunnel(Runnable atEnd) {
    over = atEnd;
    return this;
  }

  boolean isTunnel() {
    return over != null;
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
    return connection.encoder().flowController().isWritable(stream);
  }

  @Override
  public void pause() {
    isPaused = true;
  }

  @Override
  public void resume() {
    isPaused = false;
    int size = unconsumed;
    unconsumed = 0;
    if (size == 0 || isClosed) {
      return;
    }
    try {
      connection.connection().local().flowController().consumeBytes(stream, size);
    } catch (Http2Exception e) {
      throw new IllegalStateException("more bytes were consumed than had arrived", e);
    }
    connection.flushSoon();
  }

  @Override
  public void end() {
    if (ending == null && !isClosed) {
      ending = write(Unpooled.EMPTY_BUFFER, true);
      flush();
    }
  }

  /** The stream ends when the server has received all of it, whether it still sends or not. */
  @Override
  public void finish() {
    end();
    if (ending != null) {
      ending.addListener(written -> {
        if (!hasInputEnded) {
          close();
        }
      });
    }
  }

  @Override
  public void close() {
    if (!isClosed) {
      connection.reset(stream.id(), Http2Error.CANCEL);
    }
  }

  @Override
  public void abort() {
    close();
  }

  /** Bytes have come; returns how many of {@code size} are consumed. */
  int data(ByteBuf data, int size, boolean isLast) {
    if (side == null) {
      return size;
    }
    side.data(data.retain());
    if (isLast) {
      hasInputEnded = true;
      side.ended();
    }
    if (!isPaused || isClosed) {
      return size;
    }
    unconsumed += size;
    return 0;
  }

  void readComplete() {
    if (side != null) {
      side.readComplete();
    }
  }

  void writabilityChanged() {
    if (side != null && isWritable()) {
      side.writable();
    }
  }

  /** The stream is closed, or the connection. */
  void closed() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    if (over != null) {
      over.run();
    }
    if (side != null) {
      if (hasInputEnded) {
        side.left();
      } else {
        side.broke();
      }
    }
  }
}
