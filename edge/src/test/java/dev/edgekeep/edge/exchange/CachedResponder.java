package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.message.BodyLength;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.respond.Responder;
import dev.edgekeep.edge.respond.ResponseReceiver;
import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** Answers with a stored response (RFC 9111 §4): a responder without an origin. */
final class CachedResponder implements Responder {
  private static final int PIECE = 16 * 1024;
  private static final AsciiString AGE = AsciiString.cached("age");

  private final ResponseReceiver receiver;
  private final StoredResponse stored;
  private final ResponseHead head;
  private int sent;
  private boolean isOver;

  /**
   * @param ifNoneMatch the request's If-None-Match; null when it has none
   */
  CachedResponder(
      ResponseReceiver receiver,
      StoredResponse stored,
      long ageSeconds,
      boolean toHead,
      @Nullable String ifNoneMatch) {
    this.receiver = receiver;
    this.stored = stored;
    Fields fields = stored.copyFields().add(AGE, Long.toString(ageSeconds));
    int length = stored.body().readableBytes();
    boolean isUnchanged = ifNoneMatch != null && ifNoneMatch.equals(stored.etag());
    this.head =
        isUnchanged
            ? new ResponseHead(304, "Not Modified", fields, BodyLength.NONE, -1, true)
            : new ResponseHead(200, "OK", fields, toHead ? BodyLength.NONE : length, length, true);
  }

  @Override
  public void start() {
    receiver.responseHead(head);
    resumeResponse();
  }

  /** Sends as much as the client accepts. */
  @Override
  public void resumeResponse() {
    while (!isOver && sent < head.bodyLength() && receiver.isResponseWritable()) {
      int length = Math.min(PIECE, stored.body().readableBytes() - sent);
      ByteBuf piece = stored.body().retainedSlice(sent, length);
      sent += length;
      receiver.responseBody(piece);
    }
    if (isOver) {
      return;
    }
    if (sent >= head.bodyLength()) {
      isOver = true;
      receiver.responseEnd(null);
    } else {
      receiver.flushResponse();
    }
  }

  @Override
  public void requestBody(ByteBuf data) {
    data.release();
  }

  @Override
  public void requestEnd(@Nullable Fields trailers) {}

  @Override
  public void flushRequest() {}

  @Override
  public void abort() {
    isOver = true;
  }

  @Override
  public @Nullable String serverName() {
    return null;
  }
}
