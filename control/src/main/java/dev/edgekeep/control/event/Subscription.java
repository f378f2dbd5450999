package dev.edgekeep.control.event;

import dev.edgekeep.control.access.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Somebody who is sent events as they come. A reader that is too slow misses some. Any thread. */
final class Subscription {
  private static final int WAITING = 1_000;
  private static final int BATCH = 100;

  private final Caller caller;
  private final EventFilter filter;
  private final BlockingQueue<StoredEvent> queue = new ArrayBlockingQueue<>(WAITING);
  private volatile boolean closed;

  Subscription(Caller caller, EventFilter filter) {
    this.caller = caller;
    this.filter = filter;
  }

  void offer(StoredEvent event) {
    if (event.owner().isShownTo(caller) && filter.matches(event.event())) {
      // Full: the reader asks for what it missed by the id of the last it has.
      boolean _ = queue.offer(event);
    }
  }

  /** Waits for the next ones, in order; empty when none has come in time. */
  List<StoredEvent> next(Duration atMost) throws InterruptedException {
    StoredEvent first = queue.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (first == null) {
      return List.of();
    }
    List<StoredEvent> batch = new ArrayList<>();
    batch.add(first);
    queue.drainTo(batch, BATCH);
    return batch;
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
  }
}
