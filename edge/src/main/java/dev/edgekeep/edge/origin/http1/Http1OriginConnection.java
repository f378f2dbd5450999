package dev.edgekeep.edge.origin.http1;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.BodyLength;
import dev.edgekeep.edge.message.BodyReader;
import dev.edgekeep.edge.message.Chunks;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.HeadScanner;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.message.ResponseParser;
import dev.edgekeep.edge.origin.ConnectionOwner;
import dev.edgekeep.edge.origin.OriginConnection;
import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.origin.OriginListener;
import dev.edgekeep.edge.origin.OriginRequest;
import dev.edgekeep.edge.origin.OriginServer;
import dev.edgekeep.edge.origin.OriginStream;
import dev.edgekeep.edge.tunnel.ChannelEnd;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection to a server of an origin: one stream at a time, which is the connection
 * itself. Event loop only.
 */
final class Http1OriginConnection extends ChannelInboundHandlerAdapter
    implements OriginConnection, OriginStream {
  /** Interim responses to one request; more are an attack. */
  private static final int MAX_INTERIM = 32;

  private final Channel channel;
  private final OriginServer server;
  private final ConnectionOwner owner;
  private final Deadlines deadlines;
  private final long responseTimeoutNanos;
  private final long betweenBytesNanos;
  private final Limit limit = new Limit();
  private final RequestEncoder encoder = new RequestEncoder();
  private final HeadScanner scanner = new HeadScanner();
  private final BodyReader body = new BodyReader(0);

  private @Nullable OriginListener listener;
  private @Nullable ByteBuf unread;
  private @Nullable ResponseHead response;
  private int headerBytes;
  private int interims;
  private boolean isHeadRequest;
  private boolean isUpgrade;
  private boolean isChunked;
  private boolean isRequestSent;
  private boolean isPaused;
  private boolean hasAnswered;
  private boolean isDiscarding;

  private boolean isStreamOpen;
  private boolean isOpening;
  private boolean isUsed;
  private boolean isReused;
  private boolean isClosing;
  private boolean isTunnel;

  Http1OriginConnection(
      Channel channel, OriginServer server, ConnectionOwner owner, Deadlines deadlines) {
    this.channel = channel;
    this.server = server;
    this.owner = owner;
    this.deadlines = deadlines;
    this.responseTimeoutNanos = server.responseTimeout().toNanos();
    this.betweenBytesNanos = server.betweenBytesTimeout().toNanos();
    // Requests that waited for it open a stream at once; for later ones it has been idle.
    channel.eventLoop().execute(() -> isUsed = true);
  }

  @Override
  public int capacity() {
    return isStreamOpen || isClosing || !channel.isActive() ? 0 : 1;
  }

  @Override
  public OriginStream open(OriginRequest request, OriginListener newListener, int newHeaderBytes) {
    assert channel.eventLoop().inEventLoop() && capacity() > 0;
    isOpening = true;
    isStreamOpen = true;
    isReused = isUsed;
    isUsed = true;
    listener = newListener;
    isHeadRequest = request.method().equals("HEAD");
    isUpgrade = request.upgrade() != null;
    isChunked = request.bodyLength() == BodyLength.CHUNKED;
    headerBytes = newHeaderBytes;
    body.limitTrailers(newHeaderBytes);
    response = null;
    interims = 0;
    hasAnswered = false;
    isDiscarding = false;
    // After a request for an upgrade comes no body, but what the other protocol sends.
    isRequestSent = isUpgrade;
    touch();
    deadlines.watch(limit, channel.eventLoop());
    write(encoder.encode(request, server.hostField(), channel.alloc()));
    isOpening = false;
    return this;
  }

  private void write(ByteBuf data) {
    channel.write(data, channel.voidPromise());
  }

  @Override
  public void body(ByteBuf data) {
    if (isChunked) {
      write(Chunks.head(channel.alloc(), data.readableBytes()));
      write(data);
      write(Chunks.tail());
    } else {
      write(data);
    }
  }

  @Override
  public void end(@Nullable Fields trailers) {
    if (isChunked) {
      write(Chunks.last(channel.alloc(), trailers));
    }
    isRequestSent = true;
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public void flush() {
    touchUnlessPaused();
    channel.flush();
  }

  @Override
  public void pause() {
    if (!isPaused) {
      isPaused = true;
      channel.config().setAutoRead(false);
      // The client's turn: its time limit is the exchange's.
      limit.noLimit();
    }
  }

  @Override
  public void resume() {
    if (isPaused) {
      isPaused = false;
      touch();
      channel.config().setAutoRead(true);
    }
  }

  /** Closes the connection, too: the rest of the response would come on it. */
  @Override
  public void abort() {
    listener = null;
    close();
    endStream();
  }

  @Override
  public void discard() {
    ResponseHead head = response;
    if (head != null && isRequestSent && DiscardedBody.isWorthwhile(head)) {
      isDiscarding = true;
      listener = new DiscardedBody(this::abort);
      limit.limit(System.nanoTime(), DiscardedBody.LIMIT_NANOS);
    } else {
      abort();
    }
  }

  @Override
  public TunnelEnd becomeTunnel() {
    isTunnel = true;
    isClosing = true;
    listener = null;
    deadlines.unwatch(limit);
    channel
        .closeFuture()
        .addListener(closed -> {
          endStream();
          owner.closed();
        });
    return ChannelEnd.replace(this, channel, null, false);
  }

  @Override
  public void close() {
    isClosing = true;
    channel.close();
  }

  private void endStream() {
    if (isStreamOpen) {
      isStreamOpen = false;
      limit.noLimit();
      owner.streamEnded();
    }
  }

  private void touch() {
    limit.limit(System.nanoTime(), response == null ? responseTimeoutNanos : betweenBytesNanos);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (unread != null) {
      in = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), unread, in);
      unread = null;
    }
    try {
      if (listener != null) {
        touchUnlessPaused();
        read(in, listener);
      } else if (in.isReadable()) {
        // Unsolicited bytes: later ones could not be distinguished from a response.
        close();
      }
    } catch (BadMessage e) {
      fail(OriginFailure.badResponse(e.detail()));
    } finally {
      if (isTunnel && in.isReadable()) {
        // To the handler that has replaced this one.
        ctx.fireChannelRead(in);
      } else if (listener != null && in.isReadable() && channel.isActive()) {
        unread = in;
      } else {
        in.release();
      }
    }
  }

  private void touchUnlessPaused() {
    if (!isPaused && !isDiscarding) {
      touch();
    }
  }

  private void read(ByteBuf in, OriginListener to) throws BadMessage {
    hasAnswered = true;
    while (response == null) {
      int length = scanner.find(in, headerBytes);
      if (length < 0) {
        return;
      }
      head(ResponseParser.parse(in, length, isHeadRequest), to);
      if (listener == null) {
        return;
      }
    }
    // Another one, if the response was discarded.
    OriginListener rest = listener;
    if (rest == null) {
      return;
    }
    for (ByteBuf data = body.next(in); data != null; data = body.next(in)) {
      rest.responseBody(data);
      if (listener == null) {
        return;
      }
    }
    if (body.isDone()) {
      finish(in, rest);
    }
  }

  private void head(ResponseHead head, OriginListener to) throws BadMessage {
    if (head.status() == 101) {
      if (!isUpgrade) {
        throw new BadMessage(502, "a switch of protocols that nobody asked for");
      }
      to.switched(head);
      return;
    }
    if (head.isInformational()) {
      if (++interims > MAX_INTERIM) {
        throw new BadMessage(502, "too many interim responses");
      }
      to.informational(head);
      return;
    }
    response = head;
    touchUnlessPaused();
    body.begin(head.bodyLength());
    to.responseHead(head);
  }

  private void finish(ByteBuf rest, OriginListener to) {
    ResponseHead head = response;
    listener = null;
    if (isRequestSent && head != null && head.keepAlive() && !rest.isReadable()) {
      resume();
    } else {
      rest.skipBytes(rest.readableBytes());
      close();
    }
    endStream();
    to.responseEnd(body.trailers());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (listener != null) {
      listener.readComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (listener != null && channel.isWritable()) {
      touchUnlessPaused();
      listener.requestWritable();
    }
  }

  /** A server that ends its half of the connection sends no more: its response ends here. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    deadlines.unwatch(limit);
    endStream();
    owner.closed();
    OriginListener to = listener;
    if (to != null && response != null && body.endOfInput()) {
      listener = null;
      to.responseEnd(null);
    } else {
      fail(
          closed(
              response == null
                  ? "it closed the connection without an answer"
                  : "it closed the connection in the middle of its answer"));
    }
    if (unread != null) {
      unread.release();
      unread = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    OriginFailure failure = closed("the connection broke: " + cause);
    if (isOpening) {
      channel.eventLoop().execute(() -> fail(failure));
    } else {
      fail(failure);
    }
  }

  /** A server may close an idle connection just as it is used (RFC 9112 §9.3.1). */
  private OriginFailure closed(String detail) {
    boolean isStale = isReused && !hasAnswered;
    return new OriginFailure(
        OriginFailure.Kind.CLOSED,
        detail,
        isStale ? OriginFailure.Processed.UNLIKELY : OriginFailure.Processed.POSSIBLY);
  }

  private void fail(OriginFailure failure) {
    OriginListener to = listener;
    listener = null;
    close();
    endStream();
    if (to != null) {
      to.streamFailed(failure);
    }
  }

  private final class Limit extends Deadlines.Watched {
    @Override
    protected void limitPassed() {
      boolean isClientsTurn = !isRequestSent && channel.isWritable();
      fail(server.stall(isClientsTurn, response != null));
    }
  }
}
