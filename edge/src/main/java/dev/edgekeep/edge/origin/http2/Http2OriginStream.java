package dev.edgekeep.edge.origin.http2;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.frames.FieldSection;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.BodyLength;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.origin.OriginFailure.Kind;
import dev.edgekeep.edge.origin.OriginListener;
import dev.edgekeep.edge.origin.OriginRequest;
import dev.edgekeep.edge.origin.OriginServer;
import dev.edgekeep.edge.origin.OriginStream;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One exchange on an HTTP/2 connection to a server. It is its own time limit. Event loop only. */
final class Http2OriginStream extends Deadlines.Watched implements OriginStream {
  /** Interim responses of one stream; more are an attack. */
  private static final int MAX_INTERIM = 32;

  private final Http2OriginConnection connection;
  private final OriginRequest request;
  private final int headerBytes;
  private final long readsAtBegin;
  private @Nullable OriginListener listener;
  private @Nullable Http2Stream stream;
  // The latest bytes of the body: if they are the last, END_STREAM goes with them.
  private @Nullable ByteBuf held;
  private @Nullable ResponseHead response;
  private @Nullable WebSocket webSocket;
  private long received;
  private int interims;
  private int unconsumed;
  private boolean isRequestSent;
  private boolean isPaused;
  private boolean isOver;
  private boolean isClosed;

  /**
   * @param readsAtBegin the number of reads on the connection so far; -1 on a new connection
   */
  Http2OriginStream(
      Http2OriginConnection connection,
      OriginRequest request,
      OriginListener listener,
      int headerBytes,
      long readsAtBegin) {
    this.connection = connection;
    this.request = request;
    this.listener = listener;
    this.headerBytes = headerBytes;
    this.readsAtBegin = readsAtBegin;
    // After a request for an upgrade comes no body, but what the other protocol sends.
    this.isRequestSent = request.upgrade() != null || request.bodyLength() == BodyLength.NONE;
    touch();
    connection.deadlines().watch(this, connection.ctx().executor());
  }

  /** Writes the head. The listener hears of a failure later. */
  void begin() {
    if (isOver) {
      return;
    }
    boolean isUpgrade = request.upgrade() != null;
    if (isUpgrade && !connection.hasWebSockets()) {
      failLater(
          new OriginFailure(
              Kind.BAD_RESPONSE, "it does not offer WebSockets over HTTP/2 (RFC 8441)"));
      return;
    }
    ChannelHandlerContext ctx = connection.ctx();
    int id = connection.connection().local().incrementAndGetNextStreamId();
    Http2Headers head =
        connection.section().encode(request, connection.server().hostField(), connection.scheme());
    String key = connection.section().webSocketKey();
    ChannelFuture written =
        connection
            .encoder()
            .writeHeaders(ctx, id, head, 0, !isUpgrade && isRequestSent, ctx.newPromise());
    Http2Stream created = connection.connection().stream(id);
    if (created == null || written.cause() != null) {
      isClosed = true;
      failLater(ConnectionEnd.notSent(written.cause()));
      return;
    }
    stream = created;
    connection.streams().put(created, this);
    if (isUpgrade) {
      webSocket = new WebSocket(connection, created, key);
    }
    connection.flushSoon();
  }

  @Override
  public void body(ByteBuf data) {
    if (isOver) {
      data.release();
      return;
    }
    writeHeld();
    held = data;
  }

  private void writeHeld() {
    ByteBuf data = held;
    if (data != null) {
      held = null;
      writeData(data, false);
    }
  }

  private void writeData(ByteBuf data, boolean isLast) {
    ChannelHandlerContext ctx = connection.ctx();
    connection.encoder().writeData(ctx, id(), data, 0, isLast, ctx.newPromise());
  }

  @Override
  public void end(@Nullable Fields trailers) {
    if (isOver || isRequestSent) {
      return;
    }
    isRequestSent = true;
    if (trailers != null) {
      writeHeld();
      ChannelHandlerContext ctx = connection.ctx();
      Http2Headers section = FieldSection.ofTrailers(trailers);
      connection.encoder().writeHeaders(ctx, id(), section, 0, true, ctx.newPromise());
    } else {
      ByteBuf last = held == null ? Unpooled.EMPTY_BUFFER : held;
      held = null;
      writeData(last, true);
    }
  }

  @Override
  public void flush() {
    if (!isOver) {
      writeHeld();
      touchUnlessPaused();
      connection.flushSoon();
    }
  }

  @Override
  public boolean mayBeUnprocessed() {
    return true;
  }

  @Override
  public boolean isWritable() {
    return stream != null && !isOver && connection.encoder().flowController().isWritable(stream);
  }

  void writabilityChanged() {
    if (webSocket != null && webSocket.isTunnel()) {
      webSocket.writabilityChanged();
    } else if (!isOver && listener != null && isWritable()) {
      touchUnlessPaused();
      listener.requestWritable();
    }
  }

  @Override
  public void pause() {
    if (!isPaused && !isOver) {
      isPaused = true;
      // The client's turn: its time limit is the exchange's.
      noLimit();
    }
  }

  @Override
  public void resume() {
    if (!isPaused) {
      return;
    }
    isPaused = false;
    if (!isOver) {
      touch();
      consume();
    }
  }

  /** Opens the window again for what was not consumed. */
  private void consume() {
    if (unconsumed == 0 || stream == null) {
      return;
    }
    int size = unconsumed;
    unconsumed = 0;
    try {
      connection.connection().local().flowController().consumeBytes(stream, size);
    } catch (Http2Exception e) {
      throw new IllegalStateException("more bytes were consumed than had arrived", e);
    }
    connection.flushSoon();
  }

  @Override
  public void abort() {
    listener = null;
    if (!isOver) {
      over();
      reset(Http2Error.CANCEL);
    }
  }

  @Override
  public TunnelEnd becomeTunnel() {
    if (webSocket == null) {
      throw new IllegalStateException("no upgrade is in progress");
    }
    listener = null;
    connection.deadlines().unwatch(this);
    return webSocket.becomeTunnel(this::over);
  }

  private int id() {
    if (stream == null) {
      throw new IllegalStateException("the request's head is not written");
    }
    return stream.id();
  }

  private void reset(Http2Error error) {
    if (stream != null && !isClosed) {
      connection.reset(stream.id(), error);
    }
  }

  /** The stream is over for the pool; its listener may not know yet. */
  private void over() {
    isOver = true;
    connection.deadlines().unwatch(this);
    if (held != null) {
      held.release();
      held = null;
    }
    connection.streamEnded();
  }

  private void touch() {
    OriginServer server = connection.server();
    Duration most = response == null ? server.responseTimeout() : server.betweenBytesTimeout();
    limit(System.nanoTime(), most.toNanos());
  }

  private void touchUnlessPaused() {
    if (!isPaused) {
      touch();
    }
  }

  /** The number of reads on the connection when the request was sent; -1 on a new connection. */
  long readsAtBegin() {
    return readsAtBegin;
  }

  boolean hasAnswer() {
    return response != null || interims > 0;
  }

  /** A header or trailer section has come. */
  void headers(Http2Headers headers, boolean isLast) {
    OriginListener to = listener;
    if (isOver || to == null) {
      return;
    }
    touchUnlessPaused();
    connection.readLater(this);
    try {
      if (response == null) {
        head(headers, isLast, to);
      } else {
        count(0, true);
        end(FieldSection.trailers(headers), to);
      }
    } catch (BadMessage e) {
      fail(OriginFailure.badResponse(e.detail()));
    }
  }

  private void head(Http2Headers headers, boolean isLast, OriginListener to) throws BadMessage {
    ResponseHead head = ResponseReader.read(headers, request.method().equals("HEAD"), isLast);
    if (head.fields().encodedSize() > headerBytes) {
      throw new BadMessage(502, "a head of more than " + headerBytes + " bytes");
    }
    if (head.isInformational()) {
      if (isLast || ++interims > MAX_INTERIM) {
        throw new BadMessage(
            502, isLast ? "nothing after an interim response" : "too many interim responses");
      }
      to.informational(head);
      return;
    }
    response = head;
    touchUnlessPaused();
    if (webSocket != null && head.status() / 100 == 2) {
      if (isLast) {
        throw new BadMessage(502, "the end of a WebSocket with its beginning");
      }
      to.switched(webSocket.answer(head));
      return;
    }
    to.responseHead(head);
    if (isLast && !isOver) {
      end(null, to);
    }
  }

  /** Bytes of the body have come; returns how many of {@code size} are consumed. */
  int data(ByteBuf data, int size, boolean isLast) {
    if (webSocket != null && webSocket.isTunnel()) {
      connection.readLater(this);
      return webSocket.data(data, size, isLast);
    }
    OriginListener to = listener;
    if (isOver || to == null) {
      return size;
    }
    touchUnlessPaused();
    connection.readLater(this);
    try {
      count(data.readableBytes(), isLast);
    } catch (BadMessage e) {
      fail(OriginFailure.badResponse(e.detail()));
      return size;
    }
    if (data.isReadable()) {
      to.responseBody(data.retain());
    }
    if (isLast && !isOver) {
      end(null, to);
    }
    if (!isPaused || isOver) {
      return size;
    }
    unconsumed += size;
    return 0;
  }

  // RFC 9113 §8.1.1.
  private void count(int bytes, boolean isLast) throws BadMessage {
    ResponseHead head = response;
    if (head == null) {
      throw new BadMessage(502, "a body before its head");
    }
    received += bytes;
    long length = head.bodyLength();
    if (length >= 0 && received > length) {
      throw new BadMessage(502, "more of a body than its head allows");
    }
    if (length >= 0 && isLast && received < length) {
      throw new BadMessage(502, "less of a body than its Content-Length");
    }
  }

  private void end(@Nullable Fields trailers, OriginListener to) {
    over();
    if (!isRequestSent || webSocket != null || isBodyWaiting()) {
      // Answered before the request was complete: the rest is not needed, and not kept.
      reset(Http2Error.CANCEL);
    }
    to.responseEnd(trailers);
  }

  /** Returns whether bytes of the body wait for the server's window. */
  private boolean isBodyWaiting() {
    return stream != null && connection.encoder().flowController().hasFlowControlled(stream);
  }

  void readComplete() {
    if (webSocket != null && webSocket.isTunnel()) {
      webSocket.readComplete();
    } else if (!isOver && listener != null) {
      listener.readComplete();
    }
  }

  /** The server has reset the stream. */
  void wasReset(long errorCode) {
    isClosed = true;
    failed(ConnectionEnd.ofReset(errorCode));
  }

  /** The codec has closed the stream: it has ended, was reset, or went with the connection. */
  void closed() {
    isClosed = true;
    if (webSocket != null && webSocket.isTunnel()) {
      webSocket.closed();
    } else if (!isOver) {
      failLater(connection.failure(this, stream == null ? Integer.MAX_VALUE : stream.id()));
    }
  }

  /** The stream fails, and is reset if it is still open. */
  private void fail(OriginFailure failure) {
    if (!isOver) {
      failed(failure);
      reset(Http2Error.CANCEL);
    }
  }

  /** The stream has failed: the codec resets it, where that is still to be done. */
  void failed(OriginFailure failure) {
    if (webSocket != null && webSocket.isTunnel()) {
      webSocket.closed();
      return;
    }
    OriginListener to = listener;
    if (isOver || to == null) {
      return;
    }
    over();
    to.streamFailed(failure);
  }

  /** Fails when the codec, or the pool, has done what it is doing now. */
  private void failLater(OriginFailure failure) {
    over();
    connection
        .ctx()
        .executor()
        .execute(() -> {
          OriginListener to = listener;
          if (to != null) {
            to.streamFailed(failure);
          }
        });
  }

  @Override
  protected void limitPassed() {
    fail(stall());
  }

  private OriginFailure stall() {
    if (!isRequestSent && isWritable()) {
      return new OriginFailure(Kind.REQUEST_STALLED, "the client did not send its request on");
    }
    if (response != null) {
      return new OriginFailure(
          Kind.STALLED,
          "no more of its answer came within %d ms"
              .formatted(connection.server().betweenBytesTimeout().toMillis()));
    }
    return new OriginFailure(
        Kind.TIMEOUT,
        "nothing came within " + connection.server().responseTimeout().toMillis() + " ms");
  }
}
