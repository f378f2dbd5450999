package dev.edgekeep.edge.exchange;

import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** Knows who serves each stream, and tells it what becomes of the stream. Event loop only. */
final class Http2Streams extends Http2ConnectionAdapter
    implements Http2RemoteFlowController.Listener {
  private final PropertyKey key;
  private final Http2StreamIds ids;

  Http2Streams(io.netty.handler.codec.http2.Http2Connection connection, Http2StreamIds ids) {
    this.key = connection.newKey();
    this.ids = ids;
  }

  /** From now on {@code server} serves the stream. */
  void serve(Http2Stream stream, Http2StreamServer server) {
    stream.setProperty(key, server);
  }

  @Nullable Http2StreamServer find(@Nullable Http2Stream stream) {
    return stream == null ? null : stream.getProperty(key);
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    if (stream.isResetSent()) {
      ids.reset(stream.id(), Http2StreamIds.Fate.RESET_BY_EDGE);
    }
    Http2StreamServer server = find(stream);
    if (server != null) {
      server.closed();
    }
  }

  @Override
  public void writabilityChanged(Http2Stream stream) {
    Http2StreamServer server = find(stream);
    if (server != null) {
      server.writabilityChanged();
    }
  }
}
