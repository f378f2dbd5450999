package dev.edgekeep.edge.origin.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** Passes what arrives on a connection to its streams. Event loop only. */
final class OriginStreams extends Http2FrameAdapter implements Http2RemoteFlowController.Listener {
  private final Http2OriginConnection connection;
  private final PropertyKey key;

  OriginStreams(Http2OriginConnection connection) {
    this.connection = connection;
    this.key = connection.connection().newKey();
  }

  /** Registers for what the codec reports beside frames. */
  void register(Http2ConnectionEncoder encoder) {
    connection.connection().addListener(new Closing());
    encoder.flowController().listener(this);
  }

  void put(Http2Stream stream, Http2OriginStream origin) {
    stream.setProperty(key, origin);
  }

  /** The stream of an identifier; null when it is not open. */
  @Nullable Http2OriginStream find(int streamId) {
    return find(connection.connection().stream(streamId));
  }

  private @Nullable Http2OriginStream find(@Nullable Http2Stream stream) {
    return stream == null ? null : stream.getProperty(key);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean isLast) {
    Http2OriginStream stream = find(streamId);
    if (stream != null) {
      stream.headers(headers, isLast);
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
      boolean isLast) {
    onHeadersRead(ctx, streamId, headers, padding, isLast);
  }

  /** Returns the bytes that are consumed; those of a paused response are later. */
  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean isLast) {
    Http2OriginStream stream = find(streamId);
    int size = data.readableBytes() + padding;
    return stream == null ? size : stream.data(data, size, isLast);
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
    Http2OriginStream stream = find(streamId);
    if (stream != null) {
      stream.wasReset(errorCode);
    }
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
    connection.settings(settings);
  }

  @Override
  public void writabilityChanged(Http2Stream stream) {
    Http2OriginStream origin = find(stream);
    if (origin != null) {
      origin.writabilityChanged();
    }
  }

  private final class Closing extends Http2ConnectionAdapter {
    @Override
    public void onStreamClosed(Http2Stream stream) {
      Http2OriginStream origin = find(stream);
      if (origin != null) {
        origin.closed();
      }
    }

    @Override
    public void onStreamRemoved(Http2Stream stream) {
      connection.streamForgotten();
    }

    @Override
    public void onGoAwayReceived(int lastStreamId, long errorCode, ByteBuf debugData) {
      connection.goneAway(errorCode, debugData);
    }
  }
}
