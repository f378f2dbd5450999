package dev.edgekeep.edge.frames;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** Passes what arrives on a connection to the handlers of its streams. Event loop only. */
public abstract class StreamTable extends Http2FrameAdapter
    implements Http2RemoteFlowController.Listener {
  private final Http2Connection connection;
  private final PropertyKey key;

  protected StreamTable(Http2Connection connection) {
    this.connection = connection;
    this.key = connection.newKey();
  }

  /** Registers for what the codec reports beside frames. */
  public void register(Http2ConnectionEncoder encoder) {
    connection.addListener(new Closing());
    encoder.flowController().listener(this);
  }

  /** Sets the handler of a stream. */
  public void handle(Http2Stream stream, StreamHandler handler) {
    stream.setProperty(key, handler);
  }

  /** The handler of a stream; null when it has none, or is not open. */
  public @Nullable StreamHandler find(@Nullable Http2Stream stream) {
    return stream == null ? null : stream.getProperty(key);
  }

  /** The handler of the stream with an identifier. */
  public @Nullable StreamHandler find(int streamId) {
    return find(connection.stream(streamId));
  }

  /** The first HEADERS of a stream that has no handler. */
  protected void begin(Http2Stream stream, Http2Headers headers, boolean isLast) {}

  /** The codec closes a stream. */
  protected void closing(Http2Stream stream) {}

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean isLast)
      throws Http2Exception {
    Http2Stream stream = connection.stream(streamId);
    StreamHandler handler = find(stream);
    if (handler != null) {
      handler.headers(headers, isLast);
    } else if (stream != null) {
      begin(stream, headers, isLast);
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int streamDependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean isLast)
      throws Http2Exception {
    onHeadersRead(ctx, streamId, headers, padding, isLast);
  }

  /** Returns the bytes that are consumed; those of a paused stream are later. */
  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean isLast) {
    StreamHandler handler = find(streamId);
    int size = data.readableBytes() + padding;
    return handler == null ? size : handler.data(data, size, isLast);
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
    StreamHandler handler = find(streamId);
    if (handler != null) {
      handler.wasReset(errorCode);
    }
  }

  @Override
  public void writabilityChanged(Http2Stream stream) {
    StreamHandler handler = find(stream);
    if (handler != null) {
      handler.writabilityChanged();
    }
  }

  private final class Closing extends Http2ConnectionAdapter {
    @Override
    public void onStreamClosed(Http2Stream stream) {
      closing(stream);
      StreamHandler handler = find(stream);
      if (handler != null) {
        handler.closed();
      }
    }
  }
}
