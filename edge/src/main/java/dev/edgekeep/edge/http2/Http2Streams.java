package dev.edgekeep.edge.http2;

import dev.edgekeep.edge.frames.StreamTable;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * The streams of a client's connection: begins an exchange with the first HEADERS of a stream.
 * Event loop only.
 */
final class Http2Streams extends StreamTable {
  private final Http2Connection connection;
  private final Http2StreamIds ids;

  Http2Streams(Http2Connection connection, Http2StreamIds ids) {
    super(connection.connection());
    this.connection = connection;
    this.ids = ids;
  }

  @Override
  protected void begin(Http2Stream stream, Http2Headers headers, boolean isLast) {
    Http2ClientStream client = new Http2ClientStream(connection, stream);
    handle(stream, client);
    client.begin(headers, isLast);
    connection.flushAfterRead(client);
  }

  @Override
  protected void closing(Http2Stream stream) {
    if (stream.isResetSent()) {
      ids.reset(stream.id(), Http2StreamIds.Fate.RESET_BY_EDGE);
    }
  }
}
