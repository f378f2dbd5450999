package dev.edgekeep.edge.origin.http2;

import dev.edgekeep.edge.frames.FrameCheck;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.concurrent.TimeUnit;

/**
 * Checks a server's frames before the codec sees them. What arrives on a stream that has ended, or
 * that was given up, is dropped: it was under way. A flood of frames that bring neither a response
 * nor a request further ends the connection, and so does a push. Event loop only.
 */
final class OriginFrameCheck extends FrameCheck {
  /** Frames without use in a row, within the time below (CVE-2019-9512 and its like). */
  private static final int MAX_USELESS = 1_000;

  private static final long USELESS_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The connection's window at its beginning (RFC 9113 §6.9.2). */
  private static final int DEFAULT_WINDOW = 65_535;

  private final Http2Connection connection;

  OriginFrameCheck(Http2FrameReader reader, Http2Connection connection) {
    super(reader, connection);
    this.connection = connection;
  }

  @Override
  protected Frames before(Http2FrameListener listener) {
    return new Checked(listener);
  }

  private final class Checked extends Frames {
    private long windowStart = System.nanoTime();
    private long granted = DEFAULT_WINDOW;
    private long sentBefore;
    private int useless;

    Checked(Http2FrameListener listener) {
      super(listener);
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
      return drop(data, padding, isLast);
    }

    @Override
    protected boolean mayHaveHeaders(int streamId) throws Http2Exception {
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
