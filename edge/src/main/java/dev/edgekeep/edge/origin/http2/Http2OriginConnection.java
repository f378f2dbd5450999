package dev.edgekeep.edge.origin.http2;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.frames.FrameConnection;
import dev.edgekeep.edge.origin.ConnectionOwner;
import dev.edgekeep.edge.origin.OriginConnection;
import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.origin.OriginListener;
import dev.edgekeep.edge.origin.OriginRequest;
import dev.edgekeep.edge.origin.OriginServer;
import dev.edgekeep.edge.origin.OriginStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An HTTP/2 connection to a server of an origin: many streams at once. Event loop only. */
final class Http2OriginConnection extends FrameConnection implements OriginConnection {
  /** A bound for servers that set none: a failing connection takes no more requests with it. */
  private static final int MAX_STREAMS = 1_000;

  /** Bytes that all responses together may be ahead: windows of streams are the bound. */
  private static final int CONNECTION_WINDOW = 16 * 1024 * 1024;

  /** Identifiers end at 2^31 - 1; a connection is left before. */
  private static final int LAST_STREAM_ID = Integer.MAX_VALUE - 10_000;

  private final Http2Protocol protocol;
  private final OriginServer server;
  private final ConnectionOwner owner;
  private final Deadlines deadlines;
  private final KeepAlive keepAlive;
  private final RequestSection section;
  private final OriginStreams streams;
  private final ConnectionEnd end = new ConnectionEnd();
  private final ArrayDeque<Http2OriginStream> awaitingSettings = new ArrayDeque<>(0);

  private int open;
  private long reads;
  private boolean isUsed;
  private boolean hasSettings;
  private boolean hasWebSockets;
  private boolean isClosing;

  Http2OriginConnection(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      Http2Protocol protocol,
      OriginServer server,
      ConnectionOwner owner,
      Deadlines deadlines,
      boolean isSecure) {
    super(decoder, encoder, settings, false, CONNECTION_WINDOW);
    this.protocol = protocol;
    this.server = server;
    this.owner = owner;
    this.deadlines = deadlines;
    this.section = new RequestSection(isSecure);
    this.keepAlive = new KeepAlive(this, server);
    this.streams = new OriginStreams(this);
    decoder.frameListener(streams);
    streams.register(encoder);
  }

  @Override
  protected void begun() {
    deadlines.watch(keepAlive, ctx().channel().eventLoop());
    flushSoon();
    // Requests that waited for it open their streams at once; for later ones it has been used.
    ctx().executor().execute(() -> isUsed = true);
  }

  OriginServer server() {
    return server;
  }

  Deadlines deadlines() {
    return deadlines;
  }

  RequestSection section() {
    return section;
  }

  OriginStreams streams() {
    return streams;
  }

  @Override
  public int capacity() {
    if (isClosing || !ctx().channel().isActive()) {
      return 0;
    }
    int most =
        hasSettings
            ? Math.min(connection().local().maxActiveStreams(), MAX_STREAMS)
            : protocol.streamsPerConnection();
    return Math.max(0, most - connection().local().numActiveStreams() - awaitingSettings.size());
  }

  @Override
  public OriginStream open(OriginRequest request, OriginListener listener, int headerBytes) {
    assert ctx().executor().inEventLoop() && capacity() > 0;
    open++;
    if (open == 1) {
      keepAlive.begin();
    }
    Http2OriginStream stream =
        new Http2OriginStream(this, request, listener, headerBytes, isUsed ? reads : -1);
    isUsed = true;
    if (request.upgrade() != null && !hasSettings) {
      awaitingSettings.add(stream);
    } else {
      stream.begin();
    }
    isClosing |= connection().local().lastStreamCreated() >= LAST_STREAM_ID;
    return stream;
  }

  /** Returns whether the server takes WebSockets (RFC 8441 §3). Asked once it has sent SETTINGS. */
  boolean hasWebSockets() {
    return hasWebSockets;
  }

  boolean hasStreams() {
    return open > 0;
  }

  /** A stream that was opened has ended. */
  void streamEnded() {
    open--;
    owner.streamEnded();
  }

  /** The codec has forgotten a stream: there is room for another. */
  void streamForgotten() {
    if (!isClosing) {
      owner.capacityGrown();
    }
    closeIfDrained();
  }

  /** The server has changed its settings. */
  void settings(Http2Settings settings) {
    hasSettings = true;
    Boolean connectProtocol = settings.connectProtocolEnabled();
    hasWebSockets |= connectProtocol != null && connectProtocol;
    protocol.told(connection().local().maxActiveStreams(), hasWebSockets);
    while (!awaitingSettings.isEmpty()) {
      awaitingSettings.remove().begin();
    }
    owner.capacityGrown();
  }

  /** The server opens no more streams, and ends the connection (RFC 9113 §6.8). */
  void goneAway(long errorCode, ByteBuf debugData) {
    isClosing = true;
    end.goAway(errorCode, debugData);
    ctx().executor().execute(this::closeIfDrained);
  }

  private void closeIfDrained() {
    if (isClosing && open == 0 && connection().numActiveStreams() == 0) {
      close();
    }
  }

  /**
   * The failure of a stream that the codec has closed.
   *
   * @param stream null when its request was not sent
   * @param readsAtBegin the number of reads when its request was sent; -1 on a new connection
   * @param hasAnswer whether a part of the response has come
   */
  OriginFailure failure(@Nullable Http2Stream stream, long readsAtBegin, boolean hasAnswer) {
    int last = connection().local().lastStreamKnownByPeer();
    boolean isUnprocessed = connection().goAwayReceived() && (stream == null || stream.id() > last);
    return end.failure(isUnprocessed, readsAtBegin == reads, hasAnswer);
  }

  /** A stream has read something: it is told when all that has arrived is read. */
  void readLater(Http2OriginStream stream) {
    keepAlive.responded();
    flushAfterRead(stream);
  }

  void ping() {
    encoder().writePing(ctx(), false, System.nanoTime(), ctx().newPromise());
    ctx().flush();
  }

  void pingUnanswered() {
    isClosing = true;
    end.because(
        new OriginFailure(
            OriginFailure.Kind.TIMEOUT,
            "it did not answer a PING within " + keepAlive.answerMillis() + " ms"));
    ctx().close();
  }

  @Override
  public void close() {
    isClosing = true;
    if (connection().numActiveStreams() == 0) {
      // From the pipeline's tail, and so through this handler: it sends GOAWAY.
      ctx().channel().close();
    } else {
      ctx().close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (reads++ == 0 && message instanceof ByteBuf first) {
      end.firstBytes(first);
    }
    super.channelRead(context, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    keepAlive.read();
    super.channelReadComplete(context);
  }

  /** A server that ends its half of the connection sends no more. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    super.userEventTriggered(context, event);
    if (event instanceof ChannelInputShutdownEvent) {
      context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    isClosing = true;
    deadlines.unwatch(keepAlive);
    List<Http2OriginStream> lost = new ArrayList<>(awaitingSettings);
    awaitingSettings.clear();
    super.channelInactive(context);
    lost.forEach(Http2OriginStream::closed);
    owner.closed();
  }

  /** After a failure of the network or of TLS the connection is unusable. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
    if (isOfHttp2(cause)) {
      super.exceptionCaught(context, cause);
    } else {
      end.because(new OriginFailure(OriginFailure.Kind.CLOSED, "the connection broke: " + cause));
      isClosing = true;
      context.close();
    }
  }

  private static boolean isOfHttp2(Throwable cause) {
    return cause instanceof Http2Exception || cause.getCause() instanceof Http2Exception;
  }

  /** A malformed response fails, and the connection stays (RFC 9113 §8.1.1). */
  @Override
  protected void onStreamError(
      ChannelHandlerContext context,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException error) {
    if (streams.find(error.streamId()) instanceof Http2OriginStream stream) {
      stream.failed(ConnectionEnd.ofError(outbound, error));
    }
    super.onStreamError(context, outbound, cause, error);
    flushSoon();
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext context,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception error) {
    isClosing = true;
    if (error != null) {
      end.because(ConnectionEnd.ofError(outbound, error));
    }
    super.onConnectionError(context, outbound, cause, error);
    context.flush();
  }
}
