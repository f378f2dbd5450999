package dev.edgekeep.edge.origin.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Checks a server's frames before the codec sees them. What arrives on a stream that has ended, or
 * that was given up, is dropped: it was under way. A flood of frames that bring neither a response
 * nor a request further ends the connection, and so does a push. Event loop only.
 */
final class OriginFrameCheck implements Http2FrameReader {
  /** Frames without use in a row, within the time below (CVE-2019-9512 and its like). */
  private static final int MAX_USELESS = 1_000;

  private static final long USELESS_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The connection's window at its beginning (RFC 9113 §6.9.2). */
  private static final int DEFAULT_WINDOW = 65_535;

  /** A larger table of the server would only fill our memory (RFC 7541 §4.2). */
  private static final long MAX_HEADER_TABLE = 4_096;

  private final Http2FrameReader reader;
  private final Http2Connection connection;
  private @Nullable Checked checked;

  OriginFrameCheck(Http2FrameReader reader, Http2Connection connection) {
    this.reader = reader;
    this.connection = connection;
  }

  @Override
  public void readFrame(ChannelHandlerContext ctx, ByteBuf in, Http2FrameListener listener)
      throws Http2Exception {
    Checked to = checked;
    if (to == null || !to.isFor(listener)) {
      to = new Checked(listener);
      checked = to;
    }
    reader.readFrame(ctx, in, to);
  }

  @Override
  public Configuration configuration() {
    return reader.configuration();
  }

  @Override
  public void close() {
    reader.close();
  }

  private final class Checked extends Http2FrameListenerDecorator {
    private long windowStart = System.nanoTime();
    private long granted = DEFAULT_WINDOW;
    private long sentBefore;
    private int useless;

    Checked(Http2FrameListener listener) {
      super(listener);
    }

    // The codec changes its listener once, after the preface.
    @SuppressWarnings("ReferenceEquality")
    boolean isFor(Http2FrameListener other) {
      return listener == other;
    }

    private void countUseless(String frame) throws Http2Exception {
      if (++useless <= MAX_USELESS) {
        return;
      }
      long now = System.nanoTime();
      long sent = sentBytes();
      // A server that receives a body sends WINDOW_UPDATE, and PING to measure the network.
      boolean isReceiving = sent - sentBefore > MAX_USELESS;
      if (!isReceiving && now - windowStart < USELESS_NANOS) {
        throw Http2Exception.connectionError(
            Http2Error.ENHANCE_YOUR_CALM, "too many frames without use, at last %s", frame);
      }
      sentBefore = sent;
      windowStart = now;
      useless = 0;
    }

    /** The bytes of all requests' bodies that were sent so far. */
    private long sentBytes() {
      return granted
          - connection.remote().flowController().windowSize(connection.connectionStream());
    }

    private void isUseful() {
      if (useless > 0) {
        useless = 0;
        windowStart = System.nanoTime();
      }
    }

    /** True if the stream was open once, and is no longer; or if we have given it up. */
    private boolean isOver(int streamId) {
      Http2Stream stream = connection.stream(streamId);
      return stream == null
          ? connection.local().mayHaveCreatedStream(streamId)
          : stream.isResetSent();
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean isLast)
        throws Http2Exception {
      if (!isOver(streamId)) {
        if (data.isReadable() || isLast) {
          isUseful();
        } else {
          countUseless("an empty DATA");
        }
        return super.onDataRead(ctx, streamId, data, padding, isLast);
      }
      countUseless("DATA on a stream that has ended");
      // It counts against the connection's window, which is open again at once.
      connection.local().flowController().receiveFlowControlledFrame(null, data, padding, isLast);
      return data.readableBytes() + padding;
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean isLast)
        throws Http2Exception {
      if (mayHaveHeaders(streamId)) {
        super.onHeadersRead(ctx, streamId, headers, padding, isLast);
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

    private boolean mayHaveHeaders(int streamId) throws Http2Exception {
      if (isOver(streamId)) {
        countUseless("HEADERS on a stream that has ended");
        return false;
      }
      if (connection.stream(streamId) == null) {
        throw Http2Exception.connectionError(
            Http2Error.PROTOCOL_ERROR, "HEADERS on stream %d, which we have not opened", streamId);
      }
      isUseful();
      return true;
    }

    @Override
    public void onPriorityRead(
        ChannelHandlerContext ctx, int streamId, int dependency, short weight, boolean exclusive)
        throws Http2Exception {
      countUseless("PRIORITY");
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode)
        throws Http2Exception {
      if (isOver(streamId)) {
        countUseless("RST_STREAM on a stream that has ended");
      }
      super.onRstStreamRead(ctx, streamId, errorCode);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
        throws Http2Exception {
      countUseless("SETTINGS");
      Long table = settings.headerTableSize();
      if (table != null && table > MAX_HEADER_TABLE) {
        settings.headerTableSize(MAX_HEADER_TABLE);
      }
      super.onSettingsRead(ctx, settings);
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
      countUseless("PING");
      super.onPingRead(ctx, data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
      countUseless("PING");
      super.onPingAckRead(ctx, data);
    }

    @Override
    public void onPushPromiseRead(
        ChannelHandlerContext ctx,
        int streamId,
        int promisedStreamId,
        Http2Headers headers,
        int padding)
        throws Http2Exception {
      throw Http2Exception.connectionError(
          Http2Error.PROTOCOL_ERROR, "a push, though pushes are disabled");
    }

    @Override
    public void onGoAwayRead(
        ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData)
        throws Http2Exception {
      countUseless("GOAWAY");
      super.onGoAwayRead(ctx, lastStreamId, errorCode, debugData);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int increment)
        throws Http2Exception {
      if (streamId == 0) {
        granted += increment;
      }
      countUseless("WINDOW_UPDATE");
      super.onWindowUpdateRead(ctx, streamId, increment);
    }

    @Override
    public void onUnknownFrame(
        ChannelHandlerContext ctx, byte frameType, int streamId, Http2Flags flags, ByteBuf payload)
        throws Http2Exception {
      countUseless("an unknown frame");
    }
  }
}
