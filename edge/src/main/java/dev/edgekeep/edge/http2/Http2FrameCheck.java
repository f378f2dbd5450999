package dev.edgekeep.edge.http2;

import dev.edgekeep.edge.frames.FrameCheck;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Checks frames before the codec sees them. Frames of a stream that was reset are dropped, so that
 * a malformed request ends itself and not the connection (RFC 9113 §5.1, §8.1.1); other frames on
 * streams that are not open are errors of the stream or of the connection. Event loop only.
 */
final class Http2FrameCheck extends FrameCheck {
  // CVE-2023-44487 (rapid reset).
  private static final int MAX_RESETS = 200;
  private static final long RESET_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

  // CVE-2019-9518 (a flood of empty frames).
  private static final int MAX_EMPTY_DATA = 16;

  private final Http2Connection connection;
  private final Http2StreamIds ids;

  Http2FrameCheck(Http2FrameReader reader, Http2Connection connection, Http2StreamIds ids) {
    super(reader, connection);
    this.connection = connection;
    this.ids = ids;
  }

  @Override
  public void readFrame(ChannelHandlerContext ctx, ByteBuf in, Http2FrameListener listener)
      throws Http2Exception {
    try {
      super.readFrame(ctx, in, listener);
    } catch (Http2Exception e) {
      throw isHeadTooLarge(e)
          ? connectionError(Http2Error.ENHANCE_YOUR_CALM, String.valueOf(e.getMessage()))
          : e;
    }
  }

  /**
   * Returns whether a head was so large that it was not even read to its end. The codec says
   * PROTOCOL_ERROR, but it is excessive load (RFC 9113 §7, §10.5.1). It has no type for that: the
   * message of its own method tells.
   */
  private boolean isHeadTooLarge(Http2Exception e) {
    if (e.error() != Http2Error.PROTOCOL_ERROR || Http2Exception.isStreamError(e)) {
      return false;
    }
    try {
      Http2CodecUtil.headerListSizeExceeded(
          configuration().headersConfiguration().maxHeaderListSizeGoAway());
      return false;
    } catch (Http2Exception sample) {
      return Objects.equals(sample.getMessage(), e.getMessage());
    }
  }

  private static Http2Exception connectionError(Http2Error error, String detail) {
    return Http2Exception.connectionError(error, "%s", detail);
  }

  @Override
  protected Frames before(Http2FrameListener listener) {
    return new Checked(listener);
  }

  private final class Checked extends Frames {
    private long windowStart = System.nanoTime();
    private int resets;
    private int emptyData;

    Checked(Http2FrameListener listener) {
      super(listener);
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean isLast)
        throws Http2Exception {
      emptyData = data.isReadable() || isLast ? 0 : emptyData + 1;
      if (emptyData > MAX_EMPTY_DATA) {
        throw connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many empty DATA frames");
      }
      if (isOpen(streamId) || mayFollow(streamId, "DATA")) {
        return super.onDataRead(ctx, streamId, data, padding, isLast);
      }
      return drop(data, padding, isLast);
    }

    @Override
    protected boolean mayHaveHeaders(int streamId) throws Http2Exception {
      emptyData = 0;
      Http2Stream stream = connection.stream(streamId);
      if (stream != null) {
        if (stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE && !stream.isResetSent()) {
          throw Http2Exception.streamError(
              streamId, Http2Error.STREAM_CLOSED, "HEADERS after END_STREAM on stream " + streamId);
        }
        return true;
      }
      boolean goesOn = mayFollow(streamId, "HEADERS");
      ids.opened(streamId);
      return goesOn;
    }

    private boolean isOpen(int streamId) {
      return connection.stream(streamId) != null;
    }

    /**
     * Returns whether a frame of a stream that is not open goes to the codec; otherwise it is
     * dropped.
     */
    private boolean mayFollow(int streamId, String frame) throws Http2Exception {
      return switch (ids.fate(streamId)) {
        case IDLE -> true;
        case RESET_BY_EDGE -> false;
        case RESET_BY_CLIENT ->
            throw Http2Exception.streamError(
                streamId, Http2Error.STREAM_CLOSED, frame + " after RST_STREAM on " + streamId);
        case SKIPPED ->
            throw connectionError(
                Http2Error.PROTOCOL_ERROR,
                frame + " on stream " + streamId + ", which was skipped");
        case ENDED ->
            throw connectionError(
                Http2Error.STREAM_CLOSED, frame + " on stream " + streamId + ", which has ended");
      };
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode)
        throws Http2Exception {
      long now = System.nanoTime();
      if (now - windowStart >= RESET_WINDOW_NANOS) {
        windowStart = now;
        resets = 0;
      }
      if (++resets > MAX_RESETS) {
        throw connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many RST_STREAM frames");
      }
      if (isOpen(streamId)) {
        ids.reset(streamId, Http2StreamIds.Fate.RESET_BY_CLIENT);
      }
      super.onRstStreamRead(ctx, streamId, errorCode);
    }
  }
}
