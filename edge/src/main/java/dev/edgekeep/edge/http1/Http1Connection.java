package dev.edgekeep.edge.http1;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.exchange.ClientSession;
import dev.edgekeep.edge.exchange.Drainable;
import dev.edgekeep.edge.exchange.Exchange;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.BodyReader;
import dev.edgekeep.edge.message.HeadScanner;
import dev.edgekeep.edge.message.HttpVersion;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.message.RequestParser;
import dev.edgekeep.edge.tunnel.ChannelEnd;
import dev.edgekeep.edge.tunnel.HalfClose;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import dev.edgekeep.snapshot.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1.1 connection (RFC 9112): one exchange after the other. Pipelined requests wait,
 * unparsed, until it is their turn. Event loop only.
 */
public final class Http1Connection extends ChannelInboundHandlerAdapter implements Drainable {
  /** Bytes that are read ahead while a request is being answered. */
  private static final int MAX_AHEAD = 16 * 1024;

  /** Bytes of an unwanted body that are read and dropped to keep the connection. */
  private static final int MAX_DISCARDED = 1024 * 1024;

  private static final Duration DISCARD_TIMEOUT = Duration.ofSeconds(5);

  private final Channel channel;
  private final ClientSession session;
  private final HeadScanner scanner = new HeadScanner();
  private final Limit limit = new Limit();
  private final BodyReader body;

  private @Nullable ByteBuf unread;
  private @Nullable Exchange exchange;
  private @Nullable Http1Stream stream;
  private Phase phase = Phase.HEAD;
  private boolean isProcessing;
  private boolean isDraining;
  private boolean hasInputEnded;
  private int discarded;

  /** The phases of a connection, named for what it waits for. */
  private enum Phase {
    /** A request, or the rest of its head. */
    HEAD,
    /** The rest of a request's body. */
    BODY,
    /** The end of the response. */
    RESPONSE,
    /** The rest of the body of a request that has been answered. */
    DISCARD,
    /** The client's close, after the edge's. */
    CLOSE,
    /** Nothing: it belongs to a tunnel. */
    TUNNEL
  }

  private Http1Connection(Channel channel, ClientSession session) {
    this.channel = channel;
    this.session = session;
    this.body = new BodyReader(limits().headerBytes());
  }

  /**
   * Serves HTTP/1.1 on a connection, in plaintext or behind a TLS handler. Call it on the
   * connection's event loop, before any byte of HTTP has been read.
   */
  public static Http1Connection install(ChannelPipeline pipeline, ClientSession session) {
    Http1Connection http = new Http1Connection(pipeline.channel(), session);
    pipeline.addLast("http1", http);
    session.watch(http.limit);
    http.limit.limit(System.nanoTime(), http.limits().idleTimeout().toNanos());
    return http;
  }

  private Limits limits() {
    return session.limits();
  }

  @Override
  public void gracefulClose() {
    if (!channel.eventLoop().inEventLoop()) {
      channel.eventLoop().execute(this::gracefulClose);
      return;
    }
    isDraining = true;
    if (phase == Phase.HEAD && unread == null) {
      channel.close();
    }
  }

  @Override
  public void closeNow() {
    channel.close();
  }

  /** Returns whether the connection ends with the exchange that is being answered. */
  boolean isEnding() {
    return isDraining;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    unread =
        unread == null
            ? in
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), unread, in);
    process();
  }

  /** Processes as much as the bytes read so far allow. */
  private void process() {
    if (isProcessing) {
      return;
    }
    isProcessing = true;
    try {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = step(unread == null ? Unpooled.EMPTY_BUFFER : unread);
      }
    } catch (BadMessage e) {
      refuse(e);
    } finally {
      isProcessing = false;
    }
    dropRead();
    controlReading();
    if (hasInputEnded) {
      endWithoutInput();
    }
  }

  /** The client sends no more: complete requests are answered, an incomplete one is dropped. */
  private void endWithoutInput() {
    switch (phase) {
      case HEAD, DISCARD, CLOSE -> closeAfterFlush();
      case BODY -> {
        if (stream != null && !stream.isRequestPaused()) {
          clientGone();
          stream.abort();
        }
      }
      case RESPONSE, TUNNEL -> {}
    }
  }

  private void clientGone() {
    Exchange gone = exchange;
    exchange = null;
    if (gone != null) {
      gone.clientGone();
    }
  }

  private void dropRead() {
    if (unread != null && (!unread.isReadable() || phase == Phase.CLOSE)) {
      unread.release();
      unread = null;
    }
  }

  /** One step; false if the next one needs more bytes or another event. */
  private boolean step(ByteBuf in) throws BadMessage {
    return switch (phase) {
      case HEAD -> readHead(in);
      case BODY -> readBody(in);
      case DISCARD -> discard(in);
      case RESPONSE, TUNNEL -> false;
      case CLOSE -> {
        in.skipBytes(in.readableBytes());
        yield false;
      }
    };
  }

  private boolean readHead(ByteBuf in) throws BadMessage {
    if (isDraining && !scanner.isStarted()) {
      closeAfterFlush();
      return true;
    }
    boolean isNew = !scanner.isStarted();
    if (isNew && !skipEmptyLines(in)) {
      return false;
    }
    int length = scanner.find(in, limits().headerBytes());
    if (length < 0) {
      if (isNew) {
        limit.limit(System.nanoTime(), limits().requestHeaderTimeout().toNanos());
      }
      return false;
    }
    begin(RequestParser.parse(in, length, session.serverName()));
    return true;
  }

  /** RFC 9112 §2.2; true if another line follows. */
  private static boolean skipEmptyLines(ByteBuf in) {
    while (in.readableBytes() >= 2 && in.getShort(in.readerIndex()) == (('\r' << 8) | '\n')) {
      in.skipBytes(2);
    }
    return in.readableBytes() > 1 || (in.isReadable() && in.getByte(in.readerIndex()) != '\r');
  }

  private void begin(RequestHead head) {
    limit.noLimit();
    Http1Stream newStream = new Http1Stream(this, channel, head);
    Exchange newExchange = new Exchange(session, newStream, head.version());
    stream = newStream;
    exchange = newExchange;
    body.begin(head.bodyLength());
    phase = Phase.BODY;
    newExchange.begin(head);
  }

  private boolean readBody(ByteBuf in) throws BadMessage {
    if (exchange == null || (stream != null && stream.isRequestPaused())) {
      return false;
    }
    if (body.isDone()) {
      endRequest(exchange);
      return true;
    }
    ByteBuf data = body.next(in);
    if (data != null) {
      exchange.requestBody(data);
      return true;
    }
    return body.isDone();
  }

  private void endRequest(Exchange of) {
    phase = Phase.RESPONSE;
    of.requestEnd(body.trailers());
    of.readComplete();
  }

  private boolean discard(ByteBuf in) throws BadMessage {
    ByteBuf data = body.next(in);
    if (data != null) {
      discarded += data.readableBytes();
      data.release();
      if (discarded > MAX_DISCARDED) {
        linger();
      }
      return true;
    }
    if (body.isDone()) {
      awaitNext();
      return true;
    }
    return false;
  }

  private void refuse(BadMessage bad) {
    if (phase == Phase.DISCARD) {
      linger();
    } else if (exchange == null) {
      Http1Stream answer = new Http1Stream(this, channel, null);
      stream = answer;
      exchange = new Exchange(session, answer, HttpVersion.HTTP_1_1);
      exchange.refuse(bad);
    } else {
      exchange.badRequest(bad);
    }
  }

  /** The response is complete and written. */
  void responseEnded(boolean mayGoOn) {
    exchange = null;
    stream = null;
    boolean isBodyLeft = phase == Phase.BODY && !body.isDone();
    if (!mayGoOn || isDraining) {
      close(isBodyLeft);
    } else if (isBodyLeft) {
      phase = Phase.DISCARD;
      discarded = 0;
      limit.limit(System.nanoTime(), DISCARD_TIMEOUT.toNanos());
    } else {
      awaitNext();
    }
    process();
  }

  private void close(boolean isBodyLeft) {
    if (isBodyLeft || (unread != null && unread.isReadable())) {
      linger();
    } else {
      closeAfterFlush();
    }
  }

  private void awaitNext() {
    phase = Phase.HEAD;
    limit.limit(System.nanoTime(), limits().idleTimeout().toNanos());
  }

  /** The response cannot be completed: the connection's end says so (RFC 9112 §8). */
  void responseAborted() {
    exchange = null;
    stream = null;
    phase = Phase.CLOSE;
    channel.close();
  }

  /** Turns the connection into a tunnel's end, with the bytes that the client has sent ahead. */
  TunnelEnd becomeTunnel() {
    phase = Phase.TUNNEL;
    session.unwatch(limit);
    exchange = null;
    stream = null;
    ByteBuf ahead = unread;
    unread = null;
    return ChannelEnd.replace(this, channel, ahead, hasInputEnded);
  }

  private void closeAfterFlush() {
    phase = Phase.CLOSE;
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> channel.close());
  }

  /**
   * Closes the edge's half, and drops what still arrives until the client has closed its own: a
   * reset could make the client lose the response (RFC 9112 §9.6).
   */
  private void linger() {
    phase = Phase.CLOSE;
    limit.limit(System.nanoTime(), DISCARD_TIMEOUT.toNanos());
    HalfClose.afterWrites(channel);
  }

  /** The exchange accepts request bytes again. */
  void requestResumed() {
    process();
    if (exchange != null) {
      exchange.readComplete();
    }
  }

  /** Reads from the client only while there is use for the bytes. */
  void controlReading() {
    boolean wanted =
        switch (phase) {
          case HEAD, DISCARD, CLOSE -> true;
          case BODY -> stream == null || !stream.isRequestPaused();
          case TUNNEL -> channel.config().isAutoRead();
          case RESPONSE -> unread == null || unread.readableBytes() < MAX_AHEAD;
        };
    if (channel.config().isAutoRead() != wanted) {
      channel.config().setAutoRead(wanted);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (exchange != null && phase == Phase.BODY) {
      exchange.readComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null && channel.isWritable()) {
      exchange.clientWritable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      hasInputEnded = true;
      process();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    session.unwatch(limit);
    phase = Phase.CLOSE;
    clientGone();
    if (unread != null && !isProcessing) {
      unread.release();
      unread = null;
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // The connection is unusable; channelInactive tells the exchange.
    channel.close();
  }

  private final class Limit extends Deadlines.Watched {
    @Override
    protected void limitPassed() {
      if (phase == Phase.HEAD && scanner.isStarted()) {
        refuse(new BadMessage(408, "the head was not complete in time"));
      } else {
        channel.close();
      }
    }
  }
}
