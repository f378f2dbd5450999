package dev.edgekeep.edge.origin.http2;

import dev.edgekeep.edge.frames.StreamTable;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;

/** The streams of a connection to an origin, and what concerns all of them. Event loop only. */
final class OriginStreams extends StreamTable {
  private final Http2OriginConnection connection;

  OriginStreams(Http2OriginConnection connection) {
    super(connection.connection());
    this.connection = connection;
  }

  @Override
  public void register(Http2ConnectionEncoder encoder) {
    super.register(encoder);
    connection.connection().addListener(new Going());
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
    connection.settings(settings);
  }

  private final class Going extends Http2ConnectionAdapter {
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
