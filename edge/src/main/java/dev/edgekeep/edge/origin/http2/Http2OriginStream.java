package dev.edgekeep.edge.origin.http2;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.frames.FieldSection;
import dev.edgekeep.edge.frames.StreamHandler;
import dev.edgekeep.edge.frames.StreamIntake;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.origin.OriginListener;
import dev.edgekeep.edge.origin.OriginRequest;
import dev.edgekeep.edge.origin.OriginStream;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** One exchange on an HTTP/2 connection to a server. It is its own time limit. Event loop only. */
final class Http2OriginStream extends Deadlines.Watched implements OriginStream, StreamHandler {
  private final Http2OriginConnection connection;
  private final RequestWriter request;
  private final ResponseProgress response;
  // Reads on the connection before; -1 on a new connection.
  private final long readsAtBegin;
  private @Nullable OriginListener listener;
  private @Nullable StreamIntake intake;
  private boolean isPaused;
  private boolean isOver;
  private boolean isClosed;

  Http2OriginStream(
      Http2OriginConnection connection,
      OriginRequest request,
      OriginListener listener,
      int headerBytes,
      long readsAtBegin) {
    this.connection = connection;
    this.request = new RequestWriter(connection, request);
    this.listener = listener;
    this.response = new ResponseProgress(request.method().equals("HEAD"), headerBytes);
    this.readsAtBegin = readsAtBegin;
    touch();
    connection.deadlines().watch(this, connection.ctx().executor());
  }

  /** Writes the head. The listener hears of a failure later. */
  void begin() {
    if (isOver) {
      return;
    }
    OriginFailure failure = request.head();
    Http2Stream created = request.stream();
    if (failure != null || created == null) {
      isClosed = true;
      failLater(failure == null ? ConnectionEnd.notSent(null) : failure);
      return;
    }
    intake = new StreamIntake(connection, created);
    connection.streams().handle(created, this);
    connection.flushSoon();
  }

  @Override
  public void body(ByteBuf data) {
    request.body(data);
  }

  @Override
  public void end(@Nullable Fields trailers) {
    request.end(trailers);
  }

  @Override
  public void flush() {
    if (!isOver) {
      request.writeHeld();
      touch();
      connection.flushSoon();
    }
  }

  @Override
  public boolean mayBeUnprocessed() {
    return true;
  }

  @Override
  public boolean isWritable() {
    return !isOver && request.isWritable();
  }

  @Override
  public void writabilityChanged() {
    if (!isOver && listener != null && isWritable()) {
      touch();
      listener.requestWritable();
    }
  }

  @Override
  public void pause() {
    if (!isPaused && !isOver) {
      isPaused = true;
      if (intake != null) {
        intake.pause();
      }
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
      if (intake != null) {
        intake.resume();
      }
    }
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
    Http2Stream stream = request.stream();
    if (!request.isUpgrade() || stream == null || intake == null) {
      throw new IllegalStateException("no upgrade is in progress");
    }
    listener = null;
    isOver = true;
    connection.deadlines().unwatch(this);
    WebSocket tunnel = new WebSocket(connection, stream, intake);
    connection.streams().handle(stream, tunnel);
    return tunnel;
  }

  private void reset(Http2Error error) {
    if (!isClosed) {
      request.reset(error);
    }
  }

  /** The stream is over for the pool; its listener may not know yet. */
  private void over() {
    isOver = true;
    connection.deadlines().unwatch(this);
    request.discard();
    connection.streamEnded();
  }

  private void touch() {
    if (!isPaused) {
      limit(System.nanoTime(), connection.server().longestSilence(response.hasHead()).toNanos());
    }
  }

  @Override
  public void headers(Http2Headers headers, boolean isLast) {
    OriginListener to = listener;
    if (isOver || to == null) {
      return;
    }
    touch();
    connection.readLater(this);
    try {
      if (response.hasHead()) {
        response.body(0, true);
        end(FieldSection.trailers(headers), to);
      } else {
        head(response.head(headers, isLast), isLast, to);
      }
    } catch (BadMessage e) {
      fail(OriginFailure.badResponse(e.detail()));
    }
  }

  private void head(ResponseHead head, boolean isLast, OriginListener to) throws BadMessage {
    if (head.isInformational()) {
      to.informational(head);
      return;
    }
    touch();
    if (request.isUpgrade() && head.status() / 100 == 2) {
      if (isLast) {
        throw new BadMessage(502, "the end of a WebSocket with its beginning");
      }
      to.switched(WebSocket.answer(head, request.webSocketKey()));
      return;
    }
    to.responseHead(head);
    if (isLast && !isOver) {
      end(null, to);
    }
  }

  @Override
  public int data(ByteBuf data, int size, boolean isLast) {
    OriginListener to = listener;
    if (isOver || to == null) {
      return size;
    }
    touch();
    connection.readLater(this);
    try {
      response.body(data.readableBytes(), isLast);
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
    return isOver || intake == null ? size : intake.take(size);
  }

  private void end(@Nullable Fields trailers, OriginListener to) {
    over();
    if (!request.isComplete() || request.isUpgrade() || request.isBodyWaiting()) {
      // Answered before the request was complete: the rest is not needed, and not kept.
      reset(Http2Error.CANCEL);
    }
    to.responseEnd(trailers);
  }

  @Override
  public void readComplete() {
    if (!isOver && listener != null) {
      listener.readComplete();
    }
  }

  @Override
  public void wasReset(long errorCode) {
    isClosed = true;
    failed(ConnectionEnd.ofReset(errorCode));
  }

  @Override
  public void closed() {
    isClosed = true;
    if (!isOver) {
      failLater(connection.failure(request.stream(), readsAtBegin, response.hasBegun()));
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
    fail(connection.server().stall(!request.isComplete() && isWritable(), response.hasHead()));
  }
}
