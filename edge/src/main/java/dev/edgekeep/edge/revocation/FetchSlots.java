package dev.edgekeep.edge.revocation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Limits the fetches under way, for each owner and in total, so that an owner whose servers hang
 * delays itself only; and the memory that all their documents may need. Any thread.
 */
final class FetchSlots {
  private final int most;
  private final int mostOfOwner;
  private final long mostBytes;

  private final Map<Object, Integer> taken = new HashMap<>();
  private final Queue<Waiter> waiting = new ArrayDeque<>();
  private int total;
  private long bytes;

  private record Waiter(Object owner, int bytes, Runnable start) {}

  /**
   * @param most fetches in total
   * @param mostOfOwner fetches of one owner
   * @param mostBytes in total; not less than one fetch may have
   */
  FetchSlots(int most, int mostOfOwner, long mostBytes) {
    this.mostBytes = mostBytes;
    this.most = most;
    this.mostOfOwner = mostOfOwner;
  }

  /**
   * Runs {@code start} when there is a slot, at once or in a later {@link #release}.
   *
   * @param size the most bytes that the document may have
   */
  void acquire(Object owner, int size, Runnable start) {
    synchronized (this) {
      boolean isFirst = waiting.stream().noneMatch(waiter -> hasSlot(waiter.owner()));
      if (!isFirst || !take(owner, size)) {
        waiting.add(new Waiter(owner, size, start));
        return;
      }
    }
    start.run();
  }

  /** Gives a slot back, when the document is not in memory any more. */
  void release(Object owner, int size) {
    List<Waiter> next = new ArrayList<>();
    synchronized (this) {
      total--;
      bytes -= size;
      taken.computeIfPresent(owner, (key, count) -> count == 1 ? null : count - 1);
      for (Waiter waiter = next(); waiter != null; waiter = next()) {
        next.add(waiter);
      }
    }
    next.forEach(waiter -> waiter.start().run());
  }

  private boolean hasSlot(Object owner) {
    return total < most && taken.getOrDefault(owner, 0) < mostOfOwner;
  }

  private boolean take(Object owner, int size) {
    if (!hasSlot(owner) || bytes + size > mostBytes) {
      return false;
    }
    total++;
    bytes += size;
    taken.merge(owner, 1, Integer::sum);
    return true;
  }

  /**
   * The first waiter whose owner has a slot left; none while there is no memory for it, so that a
   * large document is not overtaken for ever.
   */
  private @Nullable Waiter next() {
    for (Waiter waiter : waiting) {
      if (hasSlot(waiter.owner())) {
        if (!take(waiter.owner(), waiter.bytes())) {
          return null;
        }
        waiting.remove(waiter);
        return waiter;
      }
    }
    return null;
  }
}
