package dev.edgekeep.edge.origin;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.dns.NameResolver;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.snapshot.Origin;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The pools of every origin, apart for each event loop. An origin that a reload left as it was
 * keeps its connections, for equal origins share a pool; one that is gone loses them as they become
 * idle.
 */
public final class OriginPools {
  private static final int MAX_FORGOTTEN = 1024;

  private final NameResolver names;
  private final Deadlines deadlines;
  private final EdgeMetrics metrics;
  private final Places places;
  private final OriginTls tls = new OriginTls();
  private final FastThreadLocal<Pools> pools =
      new FastThreadLocal<>() {
        @Override
        protected Pools initialValue() {
          return new Pools();
        }
      };

  /**
   * @param names looks up the names of servers
   * @param most connections to all origins at once
   */
  public OriginPools(NameResolver names, Deadlines deadlines, EdgeMetrics metrics, int most) {
    this.names = names;
    this.places = new Places(most);
    this.deadlines = deadlines;
    this.metrics = metrics;
  }

  /** The pool of {@code origin} on {@code loop}, which is the caller's event loop. */
  public OriginPool pool(Origin origin, EventLoop loop) {
    assert loop.inEventLoop();
    return pools.get().find(origin, loop);
  }

  private final class Pools {
    // By identity first: the hash of an origin goes over all its certificates.
    private final IdentityHashMap<Origin, OriginPool> byIdentity = new IdentityHashMap<>();
    private final Map<Origin, OriginPool> byValue = new HashMap<>();

    OriginPool find(Origin origin, EventLoop loop) {
      OriginPool known = byIdentity.get(origin);
      if (known != null) {
        return known;
      }
      forgetUnused();
      OriginPool pool =
          byValue.computeIfAbsent(
              origin, key -> new OriginPool(key, loop, names, places, tls, deadlines, metrics));
      byIdentity.put(origin, pool);
      return pool;
    }

    private void forgetUnused() {
      if (byIdentity.size() >= Math.max(MAX_FORGOTTEN, 2 * byValue.size())) {
        byIdentity.clear();
        byValue.values().removeIf(OriginPool::isUnused);
      }
    }
  }
}
