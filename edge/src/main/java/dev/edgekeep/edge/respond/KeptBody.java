package dev.edgekeep.edge.respond;

import dev.edgekeep.edge.origin.OriginStream;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/**
 * The body of a request so far, kept for as long as its server may still say that it has not
 * processed the request: then it is sent to another. Larger bodies are not kept. Event loop only.
 */
final class KeptBody {
  private static final int MOST = 64 * 1024;

  private final ArrayDeque<ByteBuf> parts = new ArrayDeque<>(2);
  private int size;
  private boolean isWhole = true;

  /** Keeps a part that is sent; its bytes are shared, not copied. */
  void keep(ByteBuf data) {
    if (!isWhole) {
      return;
    }
    size += data.readableBytes();
    if (size > MOST) {
      drop();
    } else {
      parts.add(data.retainedSlice());
    }
  }

  /** Returns whether all that was sent is here. */
  boolean isWhole() {
    return isWhole;
  }

  void sendTo(OriginStream stream) {
    for (ByteBuf part : parts) {
      stream.body(part.retainedSlice());
    }
  }

  /** Keeps nothing, from now on. */
  void drop() {
    isWhole = false;
    for (ByteBuf part = parts.poll(); part != null; part = parts.poll()) {
      part.release();
    }
  }
}
