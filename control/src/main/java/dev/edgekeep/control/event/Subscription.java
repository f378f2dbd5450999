package dev.edgekeep.control.event;

import dev.edgekeep.control.api.Caller;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Somebody who is sent events as they come. A reader that is too slow misses some. Any thread. */
final class Subscription {
  private static final int WAITING = 1_000;

  private final Caller caller;
  private final EventFilter filter;
  private final BlockingQueue<StoredEvent> queue = new ArrayBlockingQueue<>(WAITING);
  private volatile boolean closed;

  Subscription(Caller caller, EventFilter filter) {
    this.caller = caller;
    this.filter = filter;
  }

  void offer(StoredEvent event) {
    if (isFor(event) && filter.matches(event.event())) {
      // Full: the reader asks for what it missed by the id of the last it has.
      boolean _ = queue.offer(event);
    }
  }

  private boolean isFor(StoredEvent event) {
    return event.accountId() == null
        ? caller.isOperator()
        : event.accountId().equals(caller.accountId());
  }

  /** Waits for the next; null when none has come in time. */
  @Nullable StoredEvent next(Duration atMost) throws InterruptedException {
    return queue.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
  }
}
