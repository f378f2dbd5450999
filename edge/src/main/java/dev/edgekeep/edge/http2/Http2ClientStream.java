package dev.edgekeep.edge.http2;

import dev.edgekeep.edge.exchange.ClientStream;
import dev.edgekeep.edge.exchange.Exchange;
import dev.edgekeep.edge.frames.FieldSection;
import dev.edgekeep.edge.frames.StreamHandler;
import dev.edgekeep.edge.frames.StreamIntake;
import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.HttpVersion;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.Future;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One stream of an HTTP/2 connection: reads a request, writes its response. Event loop only. */
final class Http2ClientStream implements ClientStream, StreamHandler {
  private static final AsciiString OK = AsciiString.cached("200");

  private final Http2Connection connection;
  private final Http2Stream stream;
  private final StreamIntake intake;
  private final Exchange exchange;
  private boolean isRequestComplete;
  private boolean closesAfterwards;
  private long remaining;
  private boolean isEndSent;
  private boolean isMalformed;
  private boolean isOver;

  Http2ClientStream(Http2Connection connection, Http2Stream stream) {
    this.connection = connection;
    this.stream = stream;
    this.intake = new StreamIntake(connection, stream);
    this.exchange = new Exchange(connection.session(), this, HttpVersion.HTTP_2);
    connection.exchangeOpened();
  }

  /** The request's head has arrived. */
  void begin(Http2Headers headers, boolean isLast) {
    isRequestComplete = isLast;
    try {
      exchange.begin(Http2RequestReader.read(headers, isLast));
    } catch (BadMessage e) {
      exchange.refuse(e);
    }
    if (isLast) {
      exchange.requestEnd(null);
    }
  }

  /** The request's head was not even read. */
  void refuse(BadMessage bad) {
    exchange.refuse(bad);
  }

  /**
   * Something malformed arrived on the stream. It is answered if no answer has begun.
   *
   * @return whether the request was still being served
   */
  boolean malformed(BadMessage bad) {
    if (isOver) {
      return false;
    }
    isMalformed = true;
    exchange.badRequest(bad);
    return true;
  }

  @Override
  public int data(ByteBuf data, int size, boolean isLast) {
    isRequestComplete |= isLast;
    if (isOver) {
      return size;
    }
    exchange.requestBody(data.retain());
    if (isLast) {
      exchange.requestEnd(null);
    }
    connection.flushAfterRead(this);
    return isOver ? size : intake.take(size);
  }

  /** Trailers. */
  @Override
  public void headers(Http2Headers headers, boolean isLast) throws Http2Exception {
    Fields trailers = trailers(headers);
    isRequestComplete = true;
    if (!isOver) {
      exchange.requestEnd(trailers);
      connection.flushAfterRead(this);
    }
  }

  private Fields trailers(Http2Headers headers) throws Http2Exception {
    try {
      return FieldSection.trailers(headers);
    } catch (BadMessage e) {
      throw Http2Exception.streamError(stream.id(), Http2Error.PROTOCOL_ERROR, e.detail());
    }
  }

  @Override
  public void inputEnded() {
    if (!isRequestComplete && !isEndSent && !isOver) {
      connection.reset(stream.id(), Http2Error.CANCEL);
    }
  }

  @Override
  public void pauseRequest() {
    intake.pause();
  }

  @Override
  public void resumeRequest() {
    intake.resume();
  }

  @Override
  public void closed() {
    if (!isOver && !isEndSent) {
      over();
      exchange.clientGone();
    }
  }

  private void over() {
    isOver = true;
    connection.exchangeClosed();
  }

  @Override
  public void informational(ResponseHead head) {
    writeHeaders(headers(head, null), false);
  }

  @Override
  public void head(ResponseHead head) {
    remaining = head.bodyLength();
    isEndSent = !head.hasBody();
    boolean hasLength = head.declaredLength() >= 0 && head.status() != 204;
    writeHeaders(headers(head, hasLength ? Long.toString(head.declaredLength()) : null), isEndSent);
  }

  /** RFC 8441 §5: 200 takes the place of 101, and there is no key to be answered. */
  @Override
  public TunnelEnd switchProtocols(ResponseHead head) {
    head.fields().remove(FieldName.WEBSOCKET_ACCEPT);
    writeHeaders(headers(head.fields(), OK, null), false);
    Http2TunnelEnd end = new Http2TunnelEnd(connection, stream, intake, isRequestComplete);
    connection.streams().handle(stream, end);
    return end;
  }

  private static Http2Headers headers(ResponseHead head, @Nullable String length) {
    return headers(head.fields(), status(head.status()), length);
  }

  private static Http2Headers headers(Fields fields, AsciiString status, @Nullable String length) {
    AsciiString[] pairs = new AsciiString[2 * fields.size() + 2];
    int count = FieldSection.addAll(fields, pairs, 0);
    if (length != null) {
      pairs[count++] = FieldName.CONTENT_LENGTH.lower();
      pairs[count++] = new AsciiString(length);
    }
    return ReadOnlyHttp2Headers.serverHeaders(false, status, Arrays.copyOf(pairs, count));
  }

  private static AsciiString status(int status) {
    return status == 200 ? OK : new AsciiString(Integer.toString(status));
  }

  private void writeHeaders(Http2Headers headers, boolean isLast) {
    ChannelHandlerContext ctx = connection.ctx();
    connection
        .encoder()
        .writeHeaders(ctx, stream.id(), headers, 0, isLast, finalPromise(ctx, isLast));
  }

  @Override
  public void body(ByteBuf data) {
    boolean isLast = false;
    if (remaining > 0) {
      remaining -= data.readableBytes();
      isLast = remaining == 0;
    }
    writeData(data, isLast);
  }

  private void writeData(ByteBuf data, boolean isLast) {
    isEndSent |= isLast;
    ChannelHandlerContext ctx = connection.ctx();
    connection.encoder().writeData(ctx, stream.id(), data, 0, isLast, finalPromise(ctx, isLast));
  }

  @Override
  public boolean canDeliver() {
    return connection.canDeliver(stream);
  }

  @Override
  public void end(@Nullable Fields trailers) {
    over();
    if (!isEndSent && trailers != null) {
      isEndSent = true;
      writeHeaders(FieldSection.ofTrailers(trailers), true);
    } else if (!isEndSent) {
      writeData(Unpooled.EMPTY_BUFFER, true);
    }
    if (closesAfterwards) {
      connection.flush(connection.ctx());
      connection.gracefulClose();
    }
  }

  private ChannelPromise finalPromise(ChannelHandlerContext ctx, boolean isLast) {
    ChannelPromise promise = ctx.newPromise();
    if (isLast && !isRequestComplete) {
      // Answered before the request was complete: the rest is not needed (RFC 9113 §8.1).
      promise.addListener(this::stopRequest);
    }
    return promise;
  }

  private void stopRequest(Future<? super Void> written) {
    if (written.isSuccess() && !isRequestComplete) {
      connection.reset(stream.id(), isMalformed ? Http2Error.PROTOCOL_ERROR : Http2Error.NO_ERROR);
    }
  }

  @Override
  public void abort() {
    abort(Http2Error.INTERNAL_ERROR.code());
  }

  /** Other codes would say something about the client's request that the origin cannot know. */
  @Override
  public void abort(long resetCode) {
    over();
    boolean isCancelled = resetCode == Http2Error.CANCEL.code();
    if (!stream.isResetSent()) {
      connection.reset(stream.id(), isCancelled ? Http2Error.CANCEL : Http2Error.INTERNAL_ERROR);
    }
  }

  @Override
  public void drop() {
    over();
    connection.closeNow();
  }

  @Override
  public void flush() {
    connection.flushSoon();
  }

  @Override
  public boolean isWritable() {
    return connection.isWritable(stream);
  }

  @Override
  public void writabilityChanged() {
    if (!isOver && isWritable()) {
      exchange.clientWritable();
    }
  }

  @Override
  public void readComplete() {
    exchange.readComplete();
  }

  @Override
  public void closeAfterwards() {
    closesAfterwards = true;
  }
}
