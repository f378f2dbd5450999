package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.ResponseHead;
import dev.edgekeep.edge.respond.ResponseSink;
import dev.edgekeep.edge.respond.ResponseStage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A stage that makes a body several times as large: every byte is repeated. What the client does
 * not accept yet is held as it came, before it grows.
 */
final class RepeatingStage extends ResponseStage {
  private static final int PIECE = 16 * 1024;

  private final int times;
  private final AtomicLong mostHeld;
  private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();
  private long heldBytes;
  private @Nullable Runnable end;

  /**
   * @param mostHeld raised to the most bytes that were ever held
   */
  RepeatingStage(ResponseSink next, int times, AtomicLong mostHeld) {
    super(next);
    this.times = times;
    this.mostHeld = mostHeld;
  }

  @Override
  public void head(ResponseHead head) {
    next().head(head.withUnknownLength());
  }

  @Override
  public void body(ByteBuf data) {
    held.add(data);
    heldBytes += data.readableBytes();
    passOn();
    mostHeld.accumulateAndGet(heldBytes, Math::max);
  }

  @Override
  public void end(@Nullable Fields trailers) {
    end = () -> next().end(trailers);
    passOn();
  }

  @Override
  public boolean isWritable() {
    return held.isEmpty() && next().isWritable();
  }

  @Override
  public void resume() {
    next().resume();
    passOn();
  }

  @Override
  public void discard() {
    held.forEach(ByteBuf::release);
    held.clear();
    end = null;
    next().discard();
  }

  private void passOn() {
    while (!held.isEmpty() && next().isWritable()) {
      ByteBuf data = held.getFirst();
      next().body(repeated(data.readSlice(Math.min(PIECE, data.readableBytes()))));
      if (!data.isReadable()) {
        held.removeFirst().release();
      }
    }
    Runnable last = end;
    if (held.isEmpty() && last != null) {
      end = null;
      last.run();
    }
  }

  private ByteBuf repeated(ByteBuf piece) {
    heldBytes -= piece.readableBytes();
    byte[] in = new byte[piece.readableBytes()];
    piece.readBytes(in);
    byte[] out = new byte[in.length * times];
    for (int i = 0; i < out.length; i++) {
      out[i] = in[i / times];
    }
    return Unpooled.wrappedBuffer(out);
  }
}
