package dev.edgekeep.edge.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way in one direction of an exchange, which wait until its connection's {@link
 * Pace} lets them through. The one who adds bytes stops while {@link #isEmpty} is false. Event loop
 * only.
 */
final class PacedBytes {
  /** The time after which waiting bytes are looked at again. */
  private static final long TICK_MILLIS = 50;

  private final Pace pace;
  private final EventLoop loop;
  private final Outlet outlet;
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(2);
  private @Nullable Future<?> tick;
  private boolean isPassing;

  /** The destination of the bytes. */
  interface Outlet {
    /** Returns whether it accepts bytes; when it does again, {@link #pass} is called. */
    boolean isOpen();

    /** Accepts bytes, and releases them. */
    void accept(ByteBuf data);

    /** The timer has let bytes through, which may be the last ones that waited. */
    void passed();
  }

  PacedBytes(Pace pace, EventLoop loop, Outlet outlet) {
    this.pace = pace;
    this.loop = loop;
    this.outlet = outlet;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Adds bytes, and lets through as many as may go now. */
  void add(ByteBuf data) {
    if (!data.isReadable()) {
      data.release();
      return;
    }
    waiting.add(data);
    pass();
  }

  /** Lets through what may go now; a timer sees to the rest. */
  void pass() {
    if (isPassing) {
      return;
    }
    isPassing = true;
    boolean isExhausted = false;
    while (!isExhausted && !waiting.isEmpty() && outlet.isOpen()) {
      int most = pace.available(System.nanoTime());
      isExhausted = most == 0;
      if (!isExhausted) {
        outlet.accept(next(most));
      }
    }
    isPassing = false;
    if (isExhausted && tick == null) {
      tick = loop.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** The next bytes, at most so many. */
  private ByteBuf next(int most) {
    ByteBuf first = waiting.element();
    if (first.readableBytes() > most) {
      pace.take(most);
      return first.readRetainedSlice(most);
    }
    waiting.remove();
    pace.take(first.readableBytes());
    return first;
  }

  private void tick() {
    tick = null;
    pass();
    outlet.passed();
  }

  /** Releases what waits, and ends the timer. */
  void discard() {
    if (tick != null) {
      tick.cancel(false);
      tick = null;
    }
    for (ByteBuf data = waiting.poll(); data != null; data = waiting.poll()) {
      data.release();
    }
  }
}
