package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.respond.ResponseSink;
import dev.edgekeep.edge.respond.ResponseStage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the body of a response no faster than its connection's download speed. It holds what
 * the responder had read before it stopped. Event loop only.
 */
final class DownloadLimit extends ResponseStage implements PacedBytes.Outlet {
  private final PacedBytes bytes;
  private final Runnable onWritable;
  private boolean hasEnded;
  private boolean isOver;
  private @Nullable Fields trailers;

  /**
   * @param onWritable called when the responder may go on
   */
  DownloadLimit(ResponseSink next, Pace pace, EventLoop loop, Runnable onWritable) {
    super(next);
    this.bytes = new PacedBytes(pace, loop, this);
    this.onWritable = onWritable;
  }

  @Override
  public void body(ByteBuf data) {
    bytes.add(data);
  }

  @Override
  public void end(@Nullable Fields last) {
    hasEnded = true;
    trailers = last;
    endIfEmpty();
  }

  private void endIfEmpty() {
    if (hasEnded && !isOver && bytes.isEmpty()) {
      isOver = true;
      next().end(trailers);
    }
  }

  @Override
  public boolean isWritable() {
    return bytes.isEmpty() && next().isWritable();
  }

  @Override
  public void resume() {
    next().resume();
    bytes.pass();
    endIfEmpty();
  }

  @Override
  public void discard() {
    isOver = true;
    bytes.discard();
    next().discard();
  }

  @Override
  public boolean isOpen() {
    return !isOver && next().isWritable();
  }

  @Override
  public void accept(ByteBuf data) {
    next().body(data);
  }

  @Override
  public void passed() {
    if (!isOver) {
      onWritable.run();
    }
  }
}
