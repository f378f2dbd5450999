package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.HttpVersion;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;

/** Makes exchanges of a client's frames. Event loop only. */
final class Http2Frames extends Http2FrameAdapter {
  private final Http2Connection connection;
  private final Http2Streams streams;

  Http2Frames(Http2Connection connection, Http2Streams streams) {
    this.connection = connection;
    this.streams = streams;
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean isLast)
      throws Http2Exception {
    Http2Stream stream = connection.connection().stream(streamId);
    Http2StreamServer known = streams.find(stream);
    if (known == null) {
      begin(stream, headers, isLast);
    } else {
      known.requestEnd(trailers(streamId, headers));
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
    // Priorities are deprecated (RFC 9113 §5.3.2).
    onHeadersRead(ctx, streamId, headers, padding, isLast);
  }

  private void begin(Http2Stream stream, Http2Headers headers, boolean isLast) {
    Http2ClientStream client = new Http2ClientStream(connection, stream);
    streams.serve(stream, client);
    Exchange exchange = new Exchange(connection.session(), client, HttpVersion.HTTP_2);
    client.serve(exchange);
    if (isLast) {
      client.requestComplete();
    }
    try {
      exchange.begin(Http2RequestReader.read(headers, isLast));
    } catch (BadMessage e) {
      exchange.refuse(e);
    }
    if (isLast) {
      exchange.requestEnd(null);
    }
    connection.endBurstLater(exchange);
  }

  private static Fields trailers(int streamId, Http2Headers headers) throws Http2Exception {
    try {
      return Http2RequestReader.trailers(headers);
    } catch (BadMessage e) {
      throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, e.detail());
    }
  }

  /** Returns the bytes that are done with; those of a paused request are when it goes on. */
  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean isLast) {
    Http2StreamServer server = streams.find(connection.connection().stream(streamId));
    int size = data.readableBytes() + padding;
    return server == null ? size : server.requestData(data, size, isLast);
  }
}
