package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.origin.balance.Algorithm;
import dev.edgekeep.edge.origin.balance.Balancer;
import dev.edgekeep.edge.origin.balance.RequestKey;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The servers of one origin on one event loop. Event loop only. */
public final class OriginPool {
  private final List<ServerPool> servers;
  private final Balancer balancer;

  OriginPool(List<ServerPool> servers, Algorithm algorithm) {
    this.servers = List.copyOf(servers);
    this.balancer = new Balancer(algorithm, this.servers);
  }

  /**
   * Chooses the server for a request.
   *
   * @param tried the servers that were tried for this request, by number; null for none. The chosen
   *     one is added
   * @return its number; -1 when all were tried
   */
  int choose(RequestKey request, @Nullable BitSet tried) {
    int chosen = balancer.choose(request, tried);
    if (chosen >= 0 && tried != null) {
      tried.set(chosen);
    }
    return chosen;
  }

  ServerPool server(int number) {
    return servers.get(number);
  }

  boolean isUnused() {
    return servers.stream().allMatch(ServerPool::isUnused);
  }
}
