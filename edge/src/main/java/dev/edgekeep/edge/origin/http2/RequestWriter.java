package dev.edgekeep.edge.origin.http2;

import dev.edgekeep.edge.frames.FieldSection;
import dev.edgekeep.edge.message.BodyLength;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.origin.OriginFailure;
import dev.edgekeep.edge.origin.OriginRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes one request to a stream. The latest bytes of its body are held until more come, or all are
 * flushed: if they are the last, END_STREAM goes with them. Event loop only.
 */
final class RequestWriter {
  private final Http2OriginConnection connection;
  private final OriginRequest request;
  private @Nullable Http2Stream stream;
  private @Nullable String webSocketKey;
  private @Nullable ByteBuf held;
  private boolean isComplete;
  private boolean isDiscarded;

  RequestWriter(Http2OriginConnection connection, OriginRequest request) {
    this.connection = connection;
    this.request = request;
    // After a request for an upgrade comes no body, but what the other protocol sends.
    this.isComplete = isUpgrade() || request.bodyLength() == BodyLength.NONE;
  }

  boolean isUpgrade() {
    return request.upgrade() != null;
  }

  /** The {@code Sec-WebSocket-Key} that was left out of the head; null when it had none. */
  @Nullable String webSocketKey() {
    return webSocketKey;
  }

  /** Returns whether all of the request was passed to the codec. */
  boolean isComplete() {
    return isComplete;
  }

  /** The stream; null before the head. */
  @Nullable Http2Stream stream() {
    return stream;
  }

  private int id() {
    if (stream == null) {
      throw new IllegalStateException("the request's head is not written");
    }
    return stream.id();
  }

  /** Writes the head, which opens the stream. Returns the failure if it cannot. */
  @Nullable OriginFailure head() {
    if (isUpgrade() && !connection.hasWebSockets()) {
      return ConnectionEnd.noWebSockets();
    }
    ChannelHandlerContext ctx = connection.ctx();
    int id = connection.connection().local().incrementAndGetNextStreamId();
    RequestSection section = connection.section();
    Http2Headers head = section.encode(request, connection.server().hostField());
    webSocketKey = section.webSocketKey();
    boolean isLast = isComplete && !isUpgrade();
    ChannelFuture written =
        connection.encoder().writeHeaders(ctx, id, head, 0, isLast, ctx.newPromise());
    Http2Stream created = connection.connection().stream(id);
    if (created == null || written.cause() != null) {
      return ConnectionEnd.notSent(written.cause());
    }
    stream = created;
    return null;
  }

  /** Accepts bytes of the body, and releases them. */
  void body(ByteBuf data) {
    if (isDiscarded) {
      data.release();
      return;
    }
    writeHeld();
    held = data;
  }

  void writeHeld() {
    ByteBuf data = held;
    if (data != null) {
      held = null;
      write(data, false);
    }
  }

  private void write(ByteBuf data, boolean isLast) {
    ChannelHandlerContext ctx = connection.ctx();
    connection.encoder().writeData(ctx, id(), data, 0, isLast, ctx.newPromise());
  }

  /** Ends the stream's half after all bytes. */
  void end(@Nullable Fields trailers) {
    if (isComplete || isDiscarded) {
      return;
    }
    isComplete = true;
    if (trailers == null) {
      ByteBuf last = held == null ? Unpooled.EMPTY_BUFFER : held;
      held = null;
      write(last, true);
    } else {
      writeHeld();
      ChannelHandlerContext ctx = connection.ctx();
      Http2Headers section = FieldSection.ofTrailers(trailers);
      connection.encoder().writeHeaders(ctx, id(), section, 0, true, ctx.newPromise());
    }
  }

  /** Returns whether the server accepts more of the body now. */
  boolean isWritable() {
    return stream != null && connection.isWritable(stream);
  }

  /** Returns whether bytes of the body wait for the server's window. */
  boolean isBodyWaiting() {
    return stream != null && connection.encoder().flowController().hasFlowControlled(stream);
  }

  /** Resets the stream. */
  void reset(Http2Error error) {
    if (stream != null) {
      connection.reset(stream.id(), error);
    }
  }

  /** The rest is not to be written: releases it. */
  void discard() {
    isDiscarded = true;
    if (held != null) {
      held.release();
      held = null;
    }
  }
}
