package dev.edgekeep.edge.frames;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import org.jspecify.annotations.Nullable;

/**
 * Checks frames before the codec sees them. Priorities, which are deprecated (RFC 9113 §5.3.2), are
 * ignored: a tree of them would only fill memory. Event loop only.
 */
public abstract class FrameCheck implements Http2FrameReader {
  /**
   * The largest header table of our encoder (RFC 7541 §4.2), whatever the peer allows: it is memory
   * of each connection, which the peer's value would let it choose.
   */
  static final long MAX_HEADER_TABLE = 4_096;

  private final Http2FrameReader reader;
  private final Http2Connection connection;
  private @Nullable Frames frames;

  protected FrameCheck(Http2FrameReader reader, Http2Connection connection) {
    this.reader = reader;
    this.connection = connection;
  }

  /** The checks before a listener. The codec changes its listener once, after the preface. */
  protected abstract Frames before(Http2FrameListener listener);

  @Override
  public void readFrame(ChannelHandlerContext ctx, ByteBuf in, Http2FrameListener listener)
      throws Http2Exception {
    Frames to = frames;
    if (to == null || !to.isFor(listener)) {
      to = before(listener);
      frames = to;
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

  /** The checks of frames. */
  protected abstract class Frames extends Http2FrameListenerDecorator {
    protected Frames(Http2FrameListener listener) {
      super(listener);
    }

    @SuppressWarnings("ReferenceEquality") // The same object or another.
    private boolean isFor(Http2FrameListener other) {
      return listener == other;
    }

    /** Returns whether HEADERS of a stream go to the codec; otherwise they are dropped. */
    protected abstract boolean mayHaveHeaders(int streamId) throws Http2Exception;

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
      onHeadersRead(ctx, streamId, headers, padding, isLast);
    }

    @Override
    public void onPriorityRead(
        ChannelHandlerContext ctx, int streamId, int dependency, short weight, boolean exclusive)
        throws Http2Exception {}

    /** Drops bytes, which count against the connection's window and are consumed at once. */
    protected final int drop(ByteBuf data, int padding, boolean isLast) throws Http2Exception {
      connection.local().flowController().receiveFlowControlledFrame(null, data, padding, isLast);
      return data.readableBytes() + padding;
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
        throws Http2Exception {
      Long table = settings.headerTableSize();
      if (table != null && table > MAX_HEADER_TABLE) {
        settings.headerTableSize(MAX_HEADER_TABLE);
      }
      super.onSettingsRead(ctx, settings);
    }
  }
}
