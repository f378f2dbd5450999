package dev.edgekeep.edge.http2;

import dev.edgekeep.edge.frames.FieldSection;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a connection: begins an exchange with the first HEADERS of a stream, and passes
 * what else arrives on it to the stream's handler. Event loop only.
 */
final class Http2Streams extends Http2FrameAdapter implements Http2RemoteFlowController.Listener {
  private final Http2Connection connection;
  private final PropertyKey key;
  private final Http2StreamIds ids;

  /** Handles one stream: an exchange, or the end of a tunnel. Event loop only. */
  interface Handler {
    /** Accepts bytes, which stay the caller's; returns how many of {@code size} are consumed. */
    int requestData(ByteBuf data, int size, boolean isLast);

    /** The stream's input ends with trailers. */
    void requestEnd(Fields trailers);

    /** The client will never end the stream: it sends nothing more on the whole connection. */
    void inputEnded();

    /** The codec has closed the stream: it has ended, was reset, or went with the connection. */
    void closed();

    void writabilityChanged();

    /** All bytes that arrived together have been passed on: sends them. */
    void readComplete();
  }

  Http2Streams(Http2Connection connection, Http2StreamIds ids) {
    this.connection = connection;
    this.key = connection.connection().newKey();
    this.ids = ids;
  }

  /** Registers for what the codec reports beside frames. */
  void register(Http2ConnectionEncoder encoder) {
    connection.connection().addListener(new Closing());
    encoder.flowController().listener(this);
  }

  /** Sets the handler of a stream. */
  void handle(Http2Stream stream, Handler handler) {
    stream.setProperty(key, handler);
  }

  @Nullable Handler find(@Nullable Http2Stream stream) {
    return stream == null ? null : stream.getProperty(key);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean isLast)
      throws Http2Exception {
    Http2Stream stream = connection.connection().stream(streamId);
    Handler known = find(stream);
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
    handle(stream, client);
    client.begin(headers, isLast);
    connection.flushAfterRead(client);
  }

  private static Fields trailers(int streamId, Http2Headers headers) throws Http2Exception {
    try {
      return FieldSection.trailers(headers);
    } catch (BadMessage e) {
      throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, e.detail());
    }
  }

  /** Returns the bytes that are consumed; those of a paused request are later. */
  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean isLast) {
    Handler handler = find(connection.connection().stream(streamId));
    int size = data.readableBytes() + padding;
    return handler == null ? size : handler.requestData(data, size, isLast);
  }

  @Override
  public void writabilityChanged(Http2Stream stream) {
    Handler handler = find(stream);
    if (handler != null) {
      handler.writabilityChanged();
    }
  }

  private final class Closing extends Http2ConnectionAdapter {
    @Override
    public void onStreamClosed(Http2Stream stream) {
      if (stream.isResetSent()) {
        ids.reset(stream.id(), Http2StreamIds.Fate.RESET_BY_EDGE);
      }
      Handler handler = find(stream);
      if (handler != null) {
        handler.closed();
      }
    }
  }
}
