package dev.edgekeep.keyserver.serve;

import dev.edgekeep.keyserver.access.EdgeIdentity;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts the open connections, in all and by edge. Any thread. */
final class ConnectionCounts {
  private final AtomicInteger all = new AtomicInteger();
  private final Map<EdgeIdentity.Names, EdgeShare> byEdge = new HashMap<>();

  /** Counts a connection until {@link #close}; false when it is one too many. */
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

  /**
   * Counts a connection of an edge until {@link #leave}.
   *
   * @return the state that the edge's connections share; null when it is one too many
   */
  synchronized @Nullable EdgeShare enter(EdgeIdentity.Names edge, int most) {
    EdgeShare share = byEdge.computeIfAbsent(edge, first -> new EdgeShare());
    return share.connections() < most ? share.more() : null;
  }

  synchronized void leave(EdgeIdentity.Names edge) {
    byEdge.computeIfPresent(edge, (key, share) -> share.less() ? share : null);
  }
}
