package dev.edgekeep.edge.origin;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.BodyReader;
import dev.edgekeep.edge.message.HeadScanner;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.message.ResponseParser;
import dev.edgekeep.edge.tunnel.ChannelEnd;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection to a server of an origin: idle in its pool, or busy with one request and
 * its response. Event loop only.
 */
public final class OriginConnection extends ChannelInboundHandlerAdapter {
  /** How long a client may take nothing of its response. */
  private static final long CLIENT_STALL_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final ServerPool pool;
  private final Channel channel;
  private final Deadlines deadlines;
  private final long responseTimeoutNanos;
  private final Limit limit = new Limit();
  private final HeadScanner scanner = new HeadScanner();
  private final BodyReader body = new BodyReader(0);

  private @Nullable OriginListener listener;
  private @Nullable ByteBuf unread;
  private @Nullable ResponseHead response;
  private int headerBytes;
  private boolean toHead;
  private boolean maySwitch;
  private boolean isTunnel;
  private boolean isRequestSent;
  private boolean isFirstUse = true;
  private boolean isPaused;
  private boolean hasAnswered;

  OriginConnection(
      ServerPool pool, Channel channel, Deadlines deadlines, Duration responseTimeout) {
    this.pool = pool;
    this.channel = channel;
    this.deadlines = deadlines;
    this.responseTimeoutNanos = responseTimeout.toNanos();
  }

  /** The server, {@code host:port}. */
  public String serverName() {
    return pool.name();
  }

  /** The server as a Host field has it: its port only when not the scheme's own. */
  public String hostField() {
    return pool.hostField();
  }

  public ByteBufAllocator allocator() {
    return channel.alloc();
  }

  /** Whether it was used before, so that the origin may have closed it meanwhile. */
  public boolean isReused() {
    return !isFirstUse;
  }

  /** Whether any byte of the response has come. */
  public boolean hasAnswered() {
    return hasAnswered;
  }

  public boolean isWritable() {
    return channel.isWritable();
  }

  /**
   * Begins a request.
   *
   * @param toHead whether its method is HEAD
   * @param maySwitch whether it asks for another protocol
   * @param headerBytes the largest head, and trailer section, of the response
   */
  public void begin(
      OriginListener newListener, boolean toHead, boolean maySwitch, int headerBytes) {
    assert channel.eventLoop().inEventLoop() && listener == null;
    listener = newListener;
    this.toHead = toHead;
    this.maySwitch = maySwitch;
    this.headerBytes = headerBytes;
    body.limitTrailers(headerBytes);
    response = null;
    isRequestSent = false;
    hasAnswered = false;
    touch();
    deadlines.watch(limit, channel.eventLoop());
  }

  /** Writes bytes of the request, which are released. */
  public void write(ByteBuf data) {
    channel.write(data, channel.voidPromise());
  }

  /** Sends what was written. */
  public void flush() {
    touch();
    channel.flush();
  }

  /** The request is written whole. */
  public void requestSent() {
    isRequestSent = true;
  }

  /** Reads no more until {@link #resume}: the client does not take it. */
  public void pause() {
    if (!isPaused) {
      isPaused = true;
      channel.config().setAutoRead(false);
      limit.limit(System.nanoTime(), CLIENT_STALL_NANOS);
    }
  }

  public void resume() {
    if (isPaused) {
      isPaused = false;
      touch();
      channel.config().setAutoRead(true);
    }
  }

  /** Gives up the request, and the connection with it. The listener hears nothing more. */
  public void abort() {
    listener = null;
    channel.close();
  }

  /**
   * Leaves the connection to a tunnel: it never comes back to its pool. Only from within {@link
   * OriginListener#switched}; what the server has sent behind its head comes next.
   */
  public TunnelEnd becomeTunnel() {
    isTunnel = true;
    listener = null;
    deadlines.unwatch(limit);
    channel.closeFuture().addListener(closed -> pool.closed(this));
    return ChannelEnd.replace(this, channel, null, false);
  }

  /** Gives back a connection that no request was begun on. */
  public void giveBack() {
    pool.release(this);
  }

  boolean isOpen() {
    return channel.isActive();
  }

  void becomeIdle(long nanos) {
    resume();
    isFirstUse = false;
    limit.limit(System.nanoTime(), nanos);
    deadlines.watch(limit, channel.eventLoop());
  }

  void close() {
    channel.close();
  }

  private void touch() {
    limit.limit(System.nanoTime(), responseTimeoutNanos);
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
        // Bytes that nobody asked for: what follows cannot be told apart from an answer.
        channel.close();
      }
    } catch (BadMessage e) {
      fail(OriginFailure.badResponse(e));
    } finally {
      if (isTunnel && in.isReadable()) {
        // To the handler that has taken this one's place.
        ctx.fireChannelRead(in);
      } else if (in.isReadable() && channel.isActive()) {
        unread = in;
      } else {
        in.release();
      }
    }
  }

  private void touchUnlessPaused() {
    if (!isPaused) {
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
      head(ResponseParser.parse(in, length, toHead), to);
      if (listener == null) {
        return;
      }
    }
    for (ByteBuf data = body.next(in); data != null; data = body.next(in)) {
      to.responseBody(data);
      if (listener == null) {
        return;
      }
    }
    if (body.isDone()) {
      finish(in, to);
    }
  }

  private void head(ResponseHead head, OriginListener to) throws BadMessage {
    if (head.status() == 101) {
      if (!maySwitch) {
        throw new BadMessage(502, "a switch of protocols that nobody asked for");
      }
      to.switched(head);
      return;
    }
    if (head.isInformational()) {
      to.informational(head);
      return;
    }
    response = head;
    body.begin(head.bodyLength());
    to.responseHead(head);
  }

  private void finish(ByteBuf rest, OriginListener to) {
    ResponseHead head = response;
    listener = null;
    if (isRequestSent && head != null && head.keepAlive() && !rest.isReadable()) {
      pool.release(this);
    } else {
      rest.skipBytes(rest.readableBytes());
      channel.close();
    }
    to.responseEnd(body.trailers());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (listener != null) {
      listener.burstEnd();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (listener != null && channel.isWritable()) {
      touchUnlessPaused();
      listener.originWritable();
    }
  }

  /** HTTP/1.1 has no use for a server that sends no more: its answer ends here. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    deadlines.unwatch(limit);
    pool.closed(this);
    OriginListener to = listener;
    if (to != null && response != null && body.endOfInput()) {
      listener = null;
      to.responseEnd(null);
    } else {
      fail(
          new OriginFailure(
              OriginFailure.Kind.CLOSED,
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
    fail(new OriginFailure(OriginFailure.Kind.CLOSED, "the connection broke: " + cause));
  }

  private void fail(OriginFailure failure) {
    OriginListener to = listener;
    listener = null;
    channel.close();
    if (to != null) {
      to.originFailed(failure);
    }
  }

  private final class Limit extends Deadlines.Watched {
    @Override
    protected void limitPassed() {
      if (listener == null) {
        channel.close();
      } else {
        fail(stall());
      }
    }

    private OriginFailure stall() {
      if (isPaused) {
        return new OriginFailure(
            OriginFailure.Kind.RESPONSE_STALLED, "the client took nothing of its response");
      }
      if (!isRequestSent && channel.isWritable()) {
        return new OriginFailure(
            OriginFailure.Kind.REQUEST_STALLED, "the client did not send its request on");
      }
      return new OriginFailure(
          OriginFailure.Kind.TIMEOUT,
          "nothing came within " + TimeUnit.NANOSECONDS.toMillis(responseTimeoutNanos) + " ms");
    }
  }
}
