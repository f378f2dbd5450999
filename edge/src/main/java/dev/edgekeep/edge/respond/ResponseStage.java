package dev.edgekeep.edge.respond;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A stage of a response between its responder and the client. By itself it passes everything on; a
 * subclass overrides what it changes or looks at. One stage belongs to one response.
 *
 * <p>A stage that makes a body larger passes on no more than {@code next().isWritable()} allows,
 * holds the rest, answers {@link #isWritable} with false while it holds anything, and goes on in
 * {@link #resume}. What it holds is bounded then: the responder stops reading, and may pass only
 * what it has read already. A stage that changes the length of a body passes on a head that says so
 * ({@link ResponseHead#withUnknownLength}). Event loop only.
 */
public abstract class ResponseStage implements ResponseSink {
  private final ResponseSink next;

  protected ResponseStage(ResponseSink next) {
    this.next = next;
  }

  /** The sink after this stage. */
  protected final ResponseSink next() {
    return next;
  }

  @Override
  public void head(ResponseHead head) {
    next.head(head);
  }

  @Override
  public void body(ByteBuf data) {
    next.body(data);
  }

  @Override
  public void end(@Nullable Fields trailers) {
    next.end(trailers);
  }

  @Override
  public void flush() {
    next.flush();
  }

  @Override
  public boolean isWritable() {
    return next.isWritable();
  }

  @Override
  public void resume() {
    next.resume();
  }

  @Override
  public void discard() {
    next.discard();
  }
}
