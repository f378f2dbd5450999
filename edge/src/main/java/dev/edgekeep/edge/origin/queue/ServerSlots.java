package dev.edgekeep.edge.origin.queue;

import dev.edgekeep.snapshot.ConnectionLimits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections that a node may have to one server, shared by the pools of all event loops. A
 * pool that finds none free waits for its turn; a slot that is given back wakes the pool that has
 * waited longest. Any thread; never blocks for long.
 */
public final class ServerSlots {
  /** The time after which a pool gets a connection of another one that still has use for it. */
  private static final long OVERDUE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final List<Pool> pools = new CopyOnWriteArrayList<>();

  /** Pools that wait for a slot, each with the time since when. */
  private final Map<Pool, Long> hungry = new LinkedHashMap<>();

  private int taken;
  private int queued;

  /** One event loop's pool, as the others see it. Any thread. */
  public interface Pool {
    /** A slot was given back: the pool tries again. */
    void slotFreed();

    /** Another pool has requests and no connection: closes an idle one, if there is any. */
    void giveUpIdle();

    /** Requests that wait here. */
    int queued();

    /** Refuses a waiting request of a client that has several, for one of another pool. */
    void displaceOne();
  }

  public void add(Pool pool) {
    pools.add(pool);
  }

  public synchronized void remove(Pool pool) {
    pools.remove(pool);
    hungry.remove(pool);
  }

  /** Takes a slot for one connection. */
  public synchronized boolean tryTake(ConnectionLimits limits) {
    if (taken >= limits.maxPerServer()) {
      return false;
    }
    taken++;
    return true;
  }

  /** Gives a slot back. */
  public void release() {
    Pool next;
    synchronized (this) {
      taken--;
      next = pollHungry();
    }
    wake(next);
  }

  private @Nullable Pool pollHungry() {
    var first = hungry.keySet().iterator();
    if (!first.hasNext()) {
      return null;
    }
    Pool next = first.next();
    first.remove();
    return next;
  }

  private static void wake(@Nullable Pool next) {
    if (next != null) {
      next.slotFreed();
    }
  }

  /** Registers a pool that waits for a slot, and asks the others for idle connections. */
  public void await(Pool pool) {
    synchronized (this) {
      hungry.putIfAbsent(pool, System.nanoTime());
    }
    for (Pool other : pools) {
      if (!other.equals(pool)) {
        other.giveUpIdle();
      }
    }
  }

  /** A pool waits no more: a slot that it was woken for goes to the next one. */
  public void cease(Pool pool, ConnectionLimits limits) {
    Pool next;
    synchronized (this) {
      hungry.remove(pool);
      next = taken < limits.maxPerServer() ? pollHungry() : null;
    }
    wake(next);
  }

  /** Returns whether another pool waits for a slot. */
  public synchronized boolean isWantedBesides(Pool pool) {
    return hungry.size() > (hungry.containsKey(pool) ? 1 : 0);
  }

  /** Returns whether another pool has waited for long. */
  public synchronized boolean isOverdueBesides(Pool pool, long now) {
    return hungry.entrySet().stream()
        .anyMatch(each -> !each.getKey().equals(pool) && now - each.getValue() > OVERDUE_NANOS);
  }

  /** Returns whether no slot is free. */
  public synchronized boolean isFull(ConnectionLimits limits) {
    return taken >= limits.maxPerServer();
  }

  /** Takes a place in the queue. */
  public synchronized boolean tryQueue(ConnectionLimits limits) {
    if (queued >= limits.queue()) {
      return false;
    }
    queued++;
    return true;
  }

  /**
   * Takes a place of another pool in the queue, which is full. For a moment the queue has one more.
   *
   * @param own requests that wait in {@code pool}
   * @return false when no other pool has two more
   */
  public boolean displaceElsewhere(Pool pool, int own) {
    for (Pool other : pools) {
      if (!other.equals(pool) && other.queued() >= own + 2) {
        synchronized (this) {
          queued++;
        }
        other.displaceOne();
        return true;
      }
    }
    return false;
  }

  public synchronized void leaveQueue() {
    queued--;
  }

  /** Requests that wait, on all event loops. */
  public synchronized int queued() {
    return queued;
  }

  /** Connections that are open or being made, on all event loops. */
  public synchronized int taken() {
    return taken;
  }
}
