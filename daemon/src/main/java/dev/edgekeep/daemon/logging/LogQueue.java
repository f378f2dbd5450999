package dev.edgekeep.daemon.logging;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded ring buffer with many producers and one consumer. Adding costs one compare-and-set: no
 * lock, no allocation, no system call.
 */
public final class LogQueue {
  private final AtomicReferenceArray<@Nullable LogLine> slots;
  private final int mask;
  private final AtomicLong tail = new AtomicLong();

  /** Written by the consumer alone. */
  private final AtomicLong head = new AtomicLong();

  /**
   * @param capacity a power of two
   */
  public LogQueue(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("not a power of two: " + capacity);
    }
    slots = new AtomicReferenceArray<>(capacity);
    mask = capacity - 1;
  }

  /** Appends, unless the ring is full. Any thread. */
  public boolean offer(LogLine line) {
    while (true) {
      long at = tail.get();
      if (at - head.get() > mask) {
        return false;
      }
      if (tail.compareAndSet(at, at + 1)) {
        slots.setRelease((int) at & mask, line);
        return true;
      }
    }
  }

  /**
   * Removes the oldest line; null when there is none, or when its producer has reserved the place
   * but not written yet. The consumer only.
   */
  public @Nullable LogLine poll() {
    long at = head.get();
    LogLine line = slots.getAcquire((int) at & mask);
    if (line != null) {
      slots.setPlain((int) at & mask, null);
      head.lazySet(at + 1);
    }
    return line;
  }

  /** Returns whether no place is reserved. */
  public boolean isEmpty() {
    return tail.get() == head.get();
  }
}
