package dev.edgekeep.edge.origin.balance;

import java.net.InetSocketAddress;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses the server of an origin for a request: healthy ones first. Event loop only. */
public final class Balancer {
  private static final long UNHEALTHY_COST = Long.MAX_VALUE / 2;

  private final Algorithm algorithm;
  private final List<? extends Candidate> servers;

  public Balancer(Algorithm algorithm, List<? extends Candidate> servers) {
    this.algorithm = algorithm;
    this.servers = servers;
  }

  /**
   * Chooses a server.
   *
   * @param tried the servers that were tried for this request; null for none
   * @return its index; -1 when all were tried
   */
  public int choose(InetSocketAddress client, @Nullable BitSet tried) {
    int count = servers.size();
    int first = algorithm.first(count);
    long now = System.nanoTime();
    int best = -1;
    long bestCost = 0;
    for (int i = 0; i < count; i++) {
      if (tried != null && tried.get(i)) {
        continue;
      }
      Candidate server = servers.get(i);
      long cost = algorithm.cost(i, Math.floorMod(i - first, count), server, client);
      if (!server.isHealthy(now)) {
        cost += UNHEALTHY_COST;
      }
      if (best < 0 || cost < bestCost) {
        best = i;
        bestCost = cost;
      }
    }
    return best;
  }
}
