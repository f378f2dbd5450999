package dev.edgekeep.keyserver.serve;

import dev.edgekeep.keyserver.access.EdgeIdentity;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the open connections, in all and by edge. Any thread. */
final class ConnectionCounts {
  private final AtomicInteger all = new AtomicInteger();
  private final ConcurrentMap<EdgeIdentity.Names, Integer> byEdge = new ConcurrentHashMap<>();

  /** Counts one more connection, unless that is one too many; then {@link #close} it. */
  boolean open(int most) {
    if (all.incrementAndGet() > most) {
      all.decrementAndGet();
      return false;
    }
    return true;
  }

  void close() {
    all.decrementAndGet();
  }

  /** Counts one more connection of an edge, unless that is one too many; then {@link #leave}. */
  boolean enter(EdgeIdentity.Names edge, int most) {
    if (byEdge.merge(edge, 1, Integer::sum) > most) {
      leave(edge);
      return false;
    }
    return true;
  }

  void leave(EdgeIdentity.Names edge) {
    byEdge.computeIfPresent(edge, (key, count) -> count == 1 ? null : count - 1);
  }
}
