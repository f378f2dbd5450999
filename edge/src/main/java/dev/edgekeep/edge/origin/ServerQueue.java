package dev.edgekeep.edge.origin;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.origin.queue.FairQueue;
import dev.edgekeep.edge.origin.queue.ServerSlots;
import dev.edgekeep.snapshot.ConnectionLimits;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one event loop that wait for a connection to a server with {@link ConnectionLimits}.
 * Event loop only.
 */
final class ServerQueue {
  /** A client without requests. */
  private static final InetAddress NOBODY = new InetSocketAddress(0).getAddress();

  private final ServerSlots.Pool pool;
  private final ConnectionLimits limits;
  private final ServerSlots slots;
  private final Deadlines deadlines;
  private final EventLoop loop;
  private final Runnable changed;
  private final FairQueue<Entry> queue = new FairQueue<>();
  private final IdentityHashMap<StreamWaiter, Entry> entries = new IdentityHashMap<>();

  /**
   * @param pool whose requests wait here
   * @param changed called after each change of the number of requests
   */
  ServerQueue(
      ServerSlots.Pool pool,
      ConnectionLimits limits,
      ServerSlots slots,
      Deadlines deadlines,
      EventLoop loop,
      Runnable changed) {
    this.changed = changed;
    this.pool = pool;
    this.limits = limits;
    this.slots = slots;
    this.deadlines = deadlines;
    this.loop = loop;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int size() {
    return queue.size();
  }

  /**
   * Adds a request, or refuses it: the queue is full, and its client has as many places as any
   * other. Otherwise a request of the client with the most places is refused for it.
   */
  void add(StreamWaiter waiter) {
    if (slots.tryQueue(limits)) {
      put(waiter);
      return;
    }
    Entry displaced = queue.displaceFor(waiter.clientAddress());
    if (displaced != null) {
      // Its place goes to the new one.
      forget(displaced);
      put(waiter);
      displaced.waiter.connectFailed(full());
    } else if (slots.displaceElsewhere(pool, queue.size())) {
      put(waiter);
    } else {
      waiter.connectFailed(full());
    }
  }

  /** Refuses the latest request of the client with the most, if one has several. */
  void displaceOne() {
    Entry displaced = queue.displaceFor(NOBODY);
    if (displaced != null) {
      forget(displaced);
      slots.leaveQueue();
      displaced.waiter.connectFailed(full());
    }
  }

  private void put(StreamWaiter waiter) {
    Entry entry = new Entry(waiter);
    entries.put(waiter, entry);
    queue.add(waiter.clientAddress(), entry);
    entry.limit(System.nanoTime(), limits.queueTimeout().toNanos());
    deadlines.watch(entry, loop);
    changed.run();
  }

  private void forget(Entry entry) {
    entries.remove(entry.waiter);
    deadlines.unwatch(entry);
    changed.run();
  }

  /** Takes the request whose turn it is; null when none waits. */
  @Nullable StreamWaiter poll() {
    Entry entry = queue.poll();
    if (entry == null) {
      return null;
    }
    forget(entry);
    slots.leaveQueue();
    return entry.waiter;
  }

  /** Removes a request that is not wanted any more. */
  void remove(StreamWaiter waiter) {
    Entry entry = entries.get(waiter);
    if (entry != null && queue.remove(waiter.clientAddress(), entry)) {
      forget(entry);
      slots.leaveQueue();
    }
  }

  private OriginFailure full() {
    return new OriginFailure(
        OriginFailure.Kind.QUEUE_FULL,
        "%d connections are in use, and %d requests wait for one"
            .formatted(limits.maxPerServer(), limits.queue()));
  }

  private final class Entry extends Deadlines.Watched {
    private final StreamWaiter waiter;

    Entry(StreamWaiter waiter) {
      this.waiter = waiter;
    }

    @Override
    protected void limitPassed() {
      remove(waiter);
      waiter.connectFailed(
          new OriginFailure(
              OriginFailure.Kind.QUEUE_TIMEOUT,
              "no connection was free within %d ms".formatted(limits.queueTimeout().toMillis())));
    }
  }
}
