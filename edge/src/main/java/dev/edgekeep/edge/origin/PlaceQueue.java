package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.origin.queue.ServerSlots;
import dev.edgekeep.snapshot.ConnectionLimits;
import io.netty.channel.EventLoop;

/**
 * The places that one event loop's connections take among those that a server may have, and the
 * requests that wait for one. Event loops share the places by {@link ServerSlots}. Event loop only,
 * except for what the others call.
 */
final class PlaceQueue implements ServerSlots.Pool {
  private final PooledConnections connections;
  private final ServerPool pool;
  private final ConnectionLimits limits;
  private final ServerSlots slots;
  private final EventLoop loop;
  private final ServerQueue queue;
  private boolean isServing;
  private volatile int queued;

  /**
   * @param connections that take the places
   * @param pool in which the requests count
   */
  PlaceQueue(PooledConnections connections, ServerPool pool, ConnectionLimits limits) {
    this.connections = connections;
    this.pool = pool;
    this.limits = limits;
    this.slots = pool.setup().shared().slots();
    this.loop = pool.setup().loop();
    this.queue =
        new ServerQueue(this, limits, slots, pool.setup().parts().deadlines(), loop, this::changed);
    slots.add(this);
  }

  private void changed() {
    int now = queue.size();
    pool.countWaiting(now - queued);
    queued = now;
    connections.tellIfUnused();
  }

  /** Returns whether a new request has to wait behind others. */
  boolean mustQueue() {
    return !isServing && !queue.isEmpty();
  }

  boolean isUnused() {
    return queued == 0 && !isServing;
  }

  /** Returns whether a new request would have to wait. */
  boolean isBusy() {
    return !queue.isEmpty() || (!connections.hasRoom() && slots.isFull(limits));
  }

  /** Takes a place for a connection. */
  boolean tryTake() {
    return slots.tryTake(limits);
  }

  /** Gives a place back. */
  void release() {
    slots.release();
  }

  /** Adds a request, or refuses it, when the queue is full. */
  void add(StreamWaiter waiter) {
    queue.add(waiter);
    if (queued > 0) {
      slots.await(this);
    }
  }

  /** The waiter wants no place any more. */
  void remove(StreamWaiter waiter) {
    queue.remove(waiter);
  }

  /** Serves waiting requests: by connections with room, and by new ones within the limits. */
  void serve() {
    if (isServing) {
      return;
    }
    isServing = true;
    try {
      boolean isServed = true;
      while (isServed && !queue.isEmpty()) {
        isServed = serveNext();
      }
    } finally {
      isServing = false;
    }
    if (queued > 0) {
      slots.await(this);
    } else {
      slots.cease(this, limits);
    }
    connections.tellIfUnused();
  }

  /** Serves the next request. Returns false when no connection is free for it. */
  private boolean serveNext() {
    boolean hasRoom = connections.hasRoom();
    if (!hasRoom && slots.isFull(limits)) {
      return false;
    }
    StreamWaiter next = queue.poll();
    if (next != null && hasRoom) {
      next.connected();
    } else if (next != null) {
      connections.dialFor(next);
    }
    return true;
  }

  /** Returns whether requests wait for a connection here, or, if one is unused, on other loops. */
  boolean isWanted(boolean isUnused) {
    return !queue.isEmpty() || (isUnused && isWantedElsewhere());
  }

  boolean isWantedElsewhere() {
    return slots.isWantedBesides(this);
  }

  /** Returns whether another event loop has waited for long. */
  boolean isOverdueElsewhere() {
    return slots.isOverdueBesides(this, System.nanoTime());
  }

  /** It takes part no longer. */
  void retire() {
    slots.remove(this);
  }

  @Override
  public void slotFreed() {
    loop.execute(this::serve);
  }

  @Override
  public void giveUpIdle() {
    loop.execute(() -> {
      if (queue.isEmpty()) {
        connections.giveUpIdle();
      }
    });
  }

  @Override
  public int queued() {
    return queued;
  }

  @Override
  public void displaceOne() {
    loop.execute(queue::displaceOne);
  }
}
