package dev.edgekeep.edge.revocation;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Limits the fetches under way, for each owner and in total, so that an owner whose servers hang
 * delays itself only. Any thread.
 */
final class FetchSlots {
  private final int most;
  private final int mostOfOwner;

  private final Map<Object, Integer> taken = new HashMap<>();
  private final Queue<Waiter> waiting = new ArrayDeque<>();
  private int total;

  private record Waiter(Object owner, Runnable start) {}

  FetchSlots(int most, int mostOfOwner) {
    this.most = most;
    this.mostOfOwner = mostOfOwner;
  }

  /** Runs {@code start} when there is a slot, at once or in a later {@link #release}. */
  void acquire(Object owner, Runnable start) {
    synchronized (this) {
      if (!take(owner)) {
        waiting.add(new Waiter(owner, start));
        return;
      }
    }
    start.run();
  }

  /** Gives a slot back. */
  void release(Object owner) {
    Waiter next;
    synchronized (this) {
      total--;
      taken.computeIfPresent(owner, (key, count) -> count == 1 ? null : count - 1);
      next = next();
    }
    if (next != null) {
      next.start().run();
    }
  }

  private boolean take(Object owner) {
    if (total >= most || taken.getOrDefault(owner, 0) >= mostOfOwner) {
      return false;
    }
    total++;
    taken.merge(owner, 1, Integer::sum);
    return true;
  }

  /** The first waiter whose owner has a slot left. */
  private @Nullable Waiter next() {
    for (Waiter waiter : waiting) {
      if (take(waiter.owner())) {
        waiting.remove(waiter);
        return waiter;
      }
    }
    return null;
  }
}
