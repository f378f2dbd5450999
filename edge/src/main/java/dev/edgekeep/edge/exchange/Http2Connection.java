package dev.edgekeep.edge.exchange;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.HttpVersion;
import dev.edgekeep.snapshot.Limits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/2 connection (RFC 9113): many exchanges at once, straight on Netty's frame codec.
 * What is written within one turn of the event loop is flushed together. Event loop only.
 */
public final class Http2Connection extends Http2ConnectionHandler implements Drainable {
  /** What one stream may send before the origin takes it. */
  private static final int STREAM_WINDOW = 256 * 1024;

  /** What all streams together may: the bound of memory for request bodies. */
  private static final int CONNECTION_WINDOW = 1024 * 1024;

  private static final int DEFAULT_WINDOW = 65_535;

  // CVE-2025-8671 (resets that the client provokes).
  private static final int MAX_RESETS = 200;
  private static final int RESET_SECONDS = 30;

  // CVE-2019-9512/9515 (floods of PING and SETTINGS frames), and the CONTINUATION flood.
  private static final int MAX_QUEUED_CONTROL = 1_000;
  private static final int MAX_SMALL_CONTINUATIONS = 16;

  private static final long GRACE_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private final ClientSession session;
  private final Limit limit = new Limit();
  private final Flush flush = new Flush();
  private @Nullable ChannelHandlerContext ctx;
  private final Http2StreamIds ids;
  private final Http2Streams streams;
  private final List<Burst> bursts = new ArrayList<>();
  private int openExchanges;

  /** Whether the client sends nothing more, and so takes no more than its windows hold now. */
  private boolean hasInputEnded;

  private Http2Connection(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      ClientSession session,
      Http2StreamIds ids) {
    super(decoder, encoder, settings);
    this.session = session;
    this.ids = ids;
    this.streams = new Http2Streams(decoder.connection(), ids);
  }

  /**
   * Serves HTTP/2 on a connection, behind a TLS handler that negotiated it or with prior knowledge.
   * To be called on its event loop, before any byte of HTTP has been read.
   */
  public static Http2Connection install(
      ChannelPipeline pipeline, ClientConnection connection, ExchangeContext context) {
    Channel channel = pipeline.channel();
    ClientSession session = new ClientSession(context, connection, channel.eventLoop());
    Http2Connection http = new Builder(session).build();
    pipeline.addLast("http2", http);
    context.deadlines().watch(http.limit, channel.eventLoop());
    http.touch();
    return http;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) throws Exception {
    ctx = context;
    super.handlerAdded(context);
    if (context.channel().isActive()) {
      widenWindow(context);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) throws Exception {
    super.channelActive(context);
    widenWindow(context);
  }

  // SETTINGS are for the streams' windows only (RFC 9113 §6.9.2).
  private void widenWindow(ChannelHandlerContext context) throws Http2Exception {
    connection()
        .local()
        .flowController()
        .incrementWindowSize(connection().connectionStream(), CONNECTION_WINDOW - DEFAULT_WINDOW);
    context.flush();
  }

  ChannelHandlerContext ctx() {
    ChannelHandlerContext context = ctx;
    if (context == null) {
      throw new IllegalStateException("the handler is not in a pipeline yet");
    }
    return context;
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

  /** Sends what was written at the end of this turn of the event loop. */
  void flushSoon() {
    flush.schedule();
  }

  void exchangeOpened() {
    openExchanges++;
  }

  void exchangeClosed() {
    openExchanges--;
  }

  /** Sends what came for an origin once all has been read that there is. */
  void endBurstLater(Burst burst) {
    bursts.add(burst);
  }

  Http2Streams streams() {
    return streams;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    touch();
    bursts.forEach(Burst::burstEnd);
    bursts.clear();
    super.channelReadComplete(context);
  }

  private void touch() {
    limit.limit(System.nanoTime(), session.context().limits().get().idleTimeout().toNanos());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    session.context().deadlines().unwatch(limit);
    super.channelInactive(context);
  }

  /**
   * The client sends no more. Requests that are whole are answered; GOAWAY is sent, and the
   * connection closed with the last of them.
   */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    super.userEventTriggered(context, event);
    if (event instanceof ChannelInputShutdownEvent) {
      hasInputEnded = true;
      serving(stream -> stream.state().remoteSideOpen()).forEach(Http2StreamServer::inputEnded);
      gracefulClose();
      serving(stream -> true).forEach(Http2StreamServer::writabilityChanged);
      flush(context);
    }
  }

  /** Who serves the open streams of a kind; they may be closed meanwhile. */
  private List<Http2StreamServer> serving(Predicate<Http2Stream> kind) throws Http2Exception {
    List<Http2StreamServer> servers = new ArrayList<>();
    connection()
        .forEachActiveStream(stream -> {
          Http2StreamServer server = streams.find(stream);
          if (server != null && kind.test(stream)) {
            servers.add(server);
          }
          return true;
        });
    return servers;
  }

  /**
   * Sends what was written. After a client's last byte no window grows (RFC 9113 §6.9): a stream
   * that has used its window up, and has more to say, ends.
   */
  @Override
  public void flush(ChannelHandlerContext context) {
    super.flush(context);
    if (!hasInputEnded) {
      return;
    }
    try {
      List<Http2Stream> stuck = new ArrayList<>();
      connection()
          .forEachActiveStream(stream -> {
            if (isStuck(stream)) {
              stuck.add(stream);
            }
            return true;
          });
      stuck.forEach(stream -> reset(stream.id(), Http2Error.CANCEL));
    } catch (Http2Exception e) {
      onError(context, true, e);
    }
  }

  /** Whether what waits on the stream can never be sent. */
  private boolean isStuck(Http2Stream stream) {
    Http2RemoteFlowController flow = encoder().flowController();
    // While the network is slow, what fits into the windows waits as well.
    return ctx().channel().isWritable()
        && flow.hasFlowControlled(stream)
        && Math.min(flow.windowSize(stream), flow.windowSize(connection().connectionStream())) <= 0;
  }

  /** Whether all that was written on the stream can still reach the client. */
  boolean canDeliver(Http2Stream stream) {
    if (hasInputEnded) {
      flush(ctx());
    }
    return !stream.isResetSent();
  }

  /**
   * Whether a stream takes more. One whose window is used up to the last byte does when it will not
   * grow: nothing may follow but the end, which needs none.
   */
  boolean isWritable(Http2Stream stream) {
    Http2RemoteFlowController flow = encoder().flowController();
    return flow.isWritable(stream)
        || (hasInputEnded && ctx().channel().isWritable() && !flow.hasFlowControlled(stream));
  }

  /** After a failure of the network or of TLS the connection is of no more use. */
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
      session.record().malformed(detail(error));
    }
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext context,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception error) {
    if (!outbound && error != null && error.error() != Http2Error.NO_ERROR) {
      session.record().malformed(detail(error));
    }
    super.onConnectionError(context, outbound, cause, error);
  }

  private static String detail(Http2Exception error) {
    return "HTTP/2 " + error.error() + ": " + error.getMessage();
  }

  /** A header list larger than we take (RFC 6585 §5). */
  @Override
  protected void handleServerHeaderDecodeSizeError(
      ChannelHandlerContext context, Http2Stream stream) {
    BadMessage tooLarge = new BadMessage(431, "a header list that is too large");
    if (streams.find(stream) instanceof Http2ClientStream client) {
      client.malformed(tooLarge);
    } else {
      Http2ClientStream client = new Http2ClientStream(this, stream);
      Exchange exchange = new Exchange(session, client, HttpVersion.HTTP_2);
      client.serve(exchange);
      exchange.refuse(tooLarge);
    }
    // The codec resets the stream next: the answer must be out before.
    flush(context);
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

  private final class Limit extends Deadlines.Watched {
    @Override
    protected void limitPassed() {
      if (openExchanges > 0) {
        // Their own limits watch over them.
        touch();
      } else if (connection().numActiveStreams() > 0) {
        // All is answered, and the client takes nothing of it.
        closeNow();
      } else {
        gracefulClose();
      }
    }
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<Http2Connection, Builder> {
    private final ClientSession session;

    Builder(ClientSession session) {
      this.session = session;
      Limits limits = session.context().limits().get();
      server(true);
      validateHeaders(false);
      initialSettings(
          Http2Settings.defaultSettings()
              .maxConcurrentStreams(limits.maxConcurrentStreams())
              .initialWindowSize(STREAM_WINDOW)
              .maxHeaderListSize(limits.headerBytes())
              // RFC 8441 §3.
              .connectProtocolEnabled(true));
      gracefulShutdownTimeoutMillis(GRACE_MILLIS);
      encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS);
      encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROL);
    }

    @Override
    protected Http2Connection build() {
      return super.build();
    }

    @Override
    protected Http2Connection build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings)
        throws Http2Exception {
      Http2StreamIds ids = new Http2StreamIds();
      Http2ConnectionDecoder checking = checking(decoder.connection(), encoder, ids);
      decoder.close();
      Http2Connection http = new Http2Connection(checking, encoder, settings, session, ids);
      frameListener(new Http2Frames(http, http.streams));
      http.connection().addListener(http.streams);
      encoder.flowController().listener(http.streams);
      return http;
    }

    /** The codec's decoder behind our checks, which see a malformed head and can answer it. */
    private Http2ConnectionDecoder checking(
        io.netty.handler.codec.http2.Http2Connection connection,
        Http2ConnectionEncoder encoder,
        Http2StreamIds ids)
        throws Http2Exception {
      int headerBytes = session.context().limits().get().headerBytes();
      Http2FrameReader reader =
          new DefaultHttp2FrameReader(
              new Http2FieldList.Decoder(headerBytes), MAX_SMALL_CONTINUATIONS);
      return new DefaultHttp2ConnectionDecoder(
          connection,
          encoder,
          new Http2FrameCheck(reader, connection, ids),
          Http2PromisedRequestVerifier.ALWAYS_VERIFY,
          true,
          true,
          false);
    }
  }

  /** Resets a stream. */
  void reset(int streamId, Http2Error error) {
    resetStream(ctx(), streamId, error.code(), ctx().newPromise());
    flushSoon();
  }
}
