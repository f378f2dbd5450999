package dev.edgekeep.edge;

import dev.edgekeep.edge.listen.Connections;
import dev.edgekeep.edge.listen.Listeners;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The draining of a node that goes on running: it listens on until balancers have noticed, then
 * closes its listeners and lets requests under way finish. Its state changes under the lock of the
 * node, which callers hold; {@link #isBegun} may be asked by any thread.
 */
final class Drain {
  private final Object lock;
  private final EventLoopGroup loops;
  private final Listeners listeners;
  private final Connections connections;
  private final Supplier<Limits> limits;

  /** The drain under way; null: there is none. */
  private volatile @Nullable Order order;

  /** One order to drain. */
  private static final class Order {
    /** True once the listeners are closed. */
    private boolean closed;
  }

  /**
   * @param lock of the node, under which snapshots are applied
   * @param limits in force
   */
  Drain(
      Object lock,
      EventLoopGroup loops,
      Listeners listeners,
      Connections connections,
      Supplier<Limits> limits) {
    this.lock = lock;
    this.loops = loops;
    this.listeners = listeners;
    this.connections = connections;
    this.limits = limits;
  }

  boolean isBegun() {
    return order != null;
  }

  /** The listeners that a snapshot opens: none once a drain has closed them. */
  List<Listener> open(List<Listener> wanted) {
    Order current = order;
    return current != null && current.closed ? List.of() : wanted;
  }

  /**
   * Begins to drain.
   *
   * @param listensFor the time that balancers have to notice
   * @return false: it has begun before
   */
  boolean begin(Duration listensFor) {
    if (order != null) {
      return false;
    }
    Order begun = new Order();
    order = begun;
    loops.schedule(
        () -> Thread.ofVirtual().name("edge-drain").start(() -> leave(begun)),
        listensFor.toMillis(),
        TimeUnit.MILLISECONDS);
    return true;
  }

  @SuppressWarnings("ReferenceEquality") // the same order, and not another one
  private void leave(Order begun) {
    synchronized (lock) {
      if (order != begun) {
        return; // the node serves again
      }
      begun.closed = true;
      listeners.close();
    }
    boolean _ = connections.drain(limits.get().drainTimeout());
  }

  /**
   * Ends the drain: binds the addresses again where they were closed, and blocks until then.
   *
   * @return false: there was none
   * @throws IOException when an address cannot be bound; the drain goes on
   */
  boolean end(List<Listener> wanted) throws IOException {
    Order current = order;
    if (current == null) {
      return false;
    }
    if (current.closed) {
      listeners.prepare(wanted).commit();
    }
    order = null;
    return true;
  }
}
