package dev.edgekeep.edge.origin.balance;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the server of an origin for a request: among healthy servers, if there are none among
 * healthy backups, then among unhealthy servers, at last among unhealthy backups; each time among
 * those first that have a connection to spare. A server is never left out because it is unhealthy:
 * if all are, requests still reach one. Event loop only.
 */
public final class Balancer {
  /** The units of a weight: a server that starts has a fraction of its weight. */
  private static final int UNITS = 100;

  private static final int UNHEALTHY = 4;
  private static final int BACKUP = 2;
  private static final int BUSY = 1;
  private static final int TRIED = Integer.MAX_VALUE;

  private final Algorithm algorithm;
  private final List<? extends Candidate> servers;
  private final int[] ranks;
  private final int[] weights;

  public Balancer(Algorithm algorithm, List<? extends Candidate> servers) {
    this.algorithm = algorithm;
    this.servers = servers;
    this.ranks = new int[servers.size()];
    this.weights = new int[servers.size()];
  }

  /**
   * Chooses a server.
   *
   * @param tried the servers that were tried for this request; null for none
   * @return its index; -1 when all were tried
   */
  public int choose(RequestKey request, @Nullable BitSet tried) {
    if (ranks.length == 1) {
      return tried != null && tried.get(0) ? -1 : 0;
    }
    long now = System.nanoTime();
    int best = rank(tried, now);
    if (best == TRIED) {
      return -1;
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] = ranks[i] == best ? weight(servers.get(i), now) : 0;
    }
    return algorithm.choose(weights, servers, request);
  }

  /** Ranks the servers, and returns the best rank. */
  private int rank(@Nullable BitSet tried, long now) {
    int best = TRIED;
    for (int i = 0; i < ranks.length; i++) {
      ranks[i] = tried != null && tried.get(i) ? TRIED : rank(servers.get(i), now);
      best = Math.min(best, ranks[i]);
    }
    return best;
  }

  private int rank(Candidate server, long now) {
    return (server.isHealthy(now) ? 0 : UNHEALTHY)
        + (server.isBackup() ? BACKUP : 0)
        + (algorithm.avoidsBusy() && server.isBusy() ? BUSY : 0);
  }

  private static int weight(Candidate server, long now) {
    return Math.max(1, (int) (server.weight() * UNITS * server.share(now)));
  }
}
