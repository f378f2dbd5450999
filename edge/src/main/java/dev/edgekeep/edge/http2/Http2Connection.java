package dev.edgekeep.edge.http2;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.exchange.ClientSession;
import dev.edgekeep.edge.exchange.Drainable;
import dev.edgekeep.edge.frames.FrameConnection;
import dev.edgekeep.edge.frames.StreamHandler;
import dev.edgekeep.edge.message.BadMessage;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/2 connection (RFC 9113): many exchanges at once, each on a stream. Event loop
 * only.
 */
public final class Http2Connection extends FrameConnection implements Drainable {
  /** Bytes that all streams together may send ahead: the memory bound of request bodies. */
  private static final int CONNECTION_WINDOW = 1024 * 1024;

  private final ClientSession session;
  private final Limit limit = new Limit();
  private final Http2StreamIds ids;
  private final Http2Streams streams;
  private final Http2SendWindows windows;
  private int openExchanges;

  Http2Connection(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      ClientSession session,
      Http2StreamIds ids) {
    super(decoder, encoder, settings, true, CONNECTION_WINDOW);
    this.session = session;
    this.ids = ids;
    this.streams = new Http2Streams(this, ids);
    this.windows =
        new Http2SendWindows(
            decoder.connection(), encoder.flowController(), () -> ctx().channel().isWritable());
  }

  /**
   * Serves HTTP/2 on a connection, behind a TLS handler that negotiated it or with prior knowledge.
   * Call it on the connection's event loop, before any byte of HTTP has been read.
   */
  public static Http2Connection install(ChannelPipeline pipeline, ClientSession session) {
    Http2Connection http = new Http2ConnectionBuilder(session).build();
    pipeline.addLast("http2", http);
    session.watch(http.limit);
    http.touch();
    return http;
  }

  @Override
  protected void begun() {
    ctx().flush();
  }

  ClientSession session() {
    return session;
  }

  @Override
  public void gracefulClose() {
    // From the pipeline's tail, and so through this handler: it sends GOAWAY and waits.
    ctx().channel().close();
  }

  @Override
  public void closeNow() {
    ctx().close();
  }

  void exchangeOpened() {
    openExchanges++;
  }

  void exchangeClosed() {
    openExchanges--;
  }

  Http2Streams streams() {
    return streams;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    touch();
    super.channelReadComplete(context);
  }

  private void touch() {
    limit.limit(System.nanoTime(), session.limits().idleTimeout().toNanos());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    session.unwatch(limit);
    super.channelInactive(context);
  }

  /**
   * The client sends no more. Complete requests are answered; GOAWAY is sent, and the connection
   * closed with the last of them.
   */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    super.userEventTriggered(context, event);
    if (event instanceof ChannelInputShutdownEvent) {
      windows.inputEnded();
      handlers(stream -> stream.state().remoteSideOpen()).forEach(StreamHandler::inputEnded);
      gracefulClose();
      handlers(stream -> true).forEach(StreamHandler::writabilityChanged);
      flush(context);
    }
  }

  /** The handlers of the open streams of a kind: a copy, for a handler may close its stream. */
  private List<StreamHandler> handlers(Predicate<Http2Stream> kind) throws Http2Exception {
    List<StreamHandler> handlers = new ArrayList<>();
    connection()
        .forEachActiveStream(stream -> {
          StreamHandler handler = streams.find(stream);
          if (handler != null && kind.test(stream)) {
            handlers.add(handler);
          }
          return true;
        });
    return handlers;
  }

  /** Sends what was written, and ends the streams that can never send the rest. */
  @Override
  public void flush(ChannelHandlerContext context) {
    super.flush(context);
    if (!windows.areFinal()) {
      return;
    }
    try {
      windows.stuck().forEach(stream -> reset(stream.id(), Http2Error.CANCEL));
    } catch (Http2Exception e) {
      onError(context, true, e);
    }
  }

  /** Returns whether all that was written on the stream can still reach the client. */
  boolean canDeliver(Http2Stream stream) {
    if (windows.areFinal()) {
      flush(ctx());
    }
    return !stream.isResetSent();
  }

  @Override
  public boolean isWritable(Http2Stream stream) {
    return windows.isWritable(stream);
  }

  /** After a failure of the network or of TLS the connection is unusable. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
    Throwable root = cause instanceof DecoderException ? cause.getCause() : cause;
    if (root instanceof IOException) {
      closeNow();
    } else {
      super.exceptionCaught(context, cause);
    }
  }

  /** The stream is reset, after an answer where that is possible (RFC 9113 §8.1.1). */
  @Override
  protected void onStreamError(
      ChannelHandlerContext context,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException error) {
    ids.reset(error.streamId(), Http2StreamIds.Fate.RESET_BY_EDGE);
    if (error instanceof Http2Exception.HeaderListSizeException) {
      // Answered below; our checks have not seen its head.
      ids.opened(error.streamId());
    } else if (!outbound && error.error() != Http2Error.REFUSED_STREAM) {
      malformed(error);
    }
    super.onStreamError(context, outbound, cause, error);
    context.flush();
  }

  private void malformed(Http2Exception.StreamException error) {
    boolean isAnswered =
        error.error() == Http2Error.PROTOCOL_ERROR
            && streams.find(connection().stream(error.streamId()))
                instanceof Http2ClientStream client
            && client.malformed(new BadMessage(400, detail(error)));
    if (isAnswered) {
      flush(ctx());
    } else {
      session.malformed(detail(error));
    }
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext context,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception error) {
    if (!outbound && error != null && error.error() != Http2Error.NO_ERROR) {
      session.malformed(detail(error));
    }
    super.onConnectionError(context, outbound, cause, error);
  }

  private static String detail(Http2Exception error) {
    return "HTTP/2 " + error.error() + ": " + error.getMessage();
  }

  /** A header list is larger than the limit (RFC 6585 §5). */
  @Override
  protected void handleServerHeaderDecodeSizeError(
      ChannelHandlerContext context, Http2Stream stream) {
    BadMessage tooLarge = new BadMessage(431, "a header list that is too large");
    if (streams.find(stream) instanceof Http2ClientStream client) {
      client.malformed(tooLarge);
    } else {
      new Http2ClientStream(this, stream).refuse(tooLarge);
    }
    // The codec resets the stream next: the answer must be sent before.
    flush(context);
  }

  private final class Limit extends Deadlines.Watched {
    @Override
    protected void limitPassed() {
      if (openExchanges > 0) {
        // They have limits of their own.
        touch();
      } else if (connection().numActiveStreams() > 0) {
        // All is answered, and the client accepts nothing of it.
        closeNow();
      } else {
        gracefulClose();
      }
    }
  }
}
