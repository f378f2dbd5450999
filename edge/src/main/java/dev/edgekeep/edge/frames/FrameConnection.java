package dev.edgekeep.edge.frames;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection (RFC 9113), directly on Netty's frame codec. Writes within one turn of the
 * event loop are flushed together. Event loop only.
 */
public abstract class FrameConnection extends Http2ConnectionHandler {
  /** The connection's window at its beginning (RFC 9113 §6.9.2). */
  static final int DEFAULT_WINDOW = 65_535;

  private final int window;
  private final Flush flush = new Flush();
  private final List<StreamHandler> unflushed = new ArrayList<>();
  private @Nullable ChannelHandlerContext ctx;

  /**
   * @param flushesPreface whether the preface is sent at once
   * @param window the bytes that the peer may send ahead on all streams together
   */
  protected FrameConnection(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      boolean flushesPreface,
      int window) {
    super(decoder, encoder, settings, false, flushesPreface);
    this.window = window;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) throws Exception {
    ctx = context;
    super.handlerAdded(context);
    if (context.channel().isActive()) {
      begin();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) throws Exception {
    super.channelActive(context);
    begin();
  }

  // SETTINGS change the windows of streams only (RFC 9113 §6.9.2).
  private void begin() throws Http2Exception {
    connection()
        .local()
        .flowController()
        .incrementWindowSize(connection().connectionStream(), window - DEFAULT_WINDOW);
    begun();
  }

  /** The preface is written, and the connection's window opened; nothing is flushed. */
  protected abstract void begun();

  public ChannelHandlerContext ctx() {
    ChannelHandlerContext context = ctx;
    if (context == null) {
      throw new IllegalStateException("the handler is not in a pipeline yet");
    }
    return context;
  }

  /** Sends what was written at the end of this turn of the event loop. */
  public void flushSoon() {
    flush.schedule();
  }

  /** Tells a stream when all that has arrived is read. */
  public void flushAfterRead(StreamHandler handler) {
    unflushed.add(handler);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    // By index: a handler may open another stream, which has read nothing.
    for (int i = 0; i < unflushed.size(); i++) {
      unflushed.get(i).readComplete();
    }
    unflushed.clear();
    super.channelReadComplete(context);
  }

  /** Returns whether a stream accepts more. */
  public boolean isWritable(Http2Stream stream) {
    return encoder().flowController().isWritable(stream);
  }

  /** Resets a stream. */
  public void reset(int streamId, Http2Error error) {
    resetStream(ctx(), streamId, error.code(), ctx().newPromise());
    flushSoon();
  }

  private final class Flush implements Runnable {
    private boolean isScheduled;

    void schedule() {
      if (!isScheduled) {
        isScheduled = true;
        ctx().executor().execute(this);
      }
    }

    @Override
    public void run() {
      isScheduled = false;
      flush(ctx());
    }
  }
}
