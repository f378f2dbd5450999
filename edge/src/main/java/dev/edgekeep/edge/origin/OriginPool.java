package dev.edgekeep.edge.origin;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.dns.NameResolver;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.snapshot.Origin;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The servers of one origin as one event loop sees them. Event loop only. */
public final class OriginPool {
  private final Origin origin;
  private final List<ServerPool> servers = new ArrayList<>();
  private int turn;

  OriginPool(
      Origin origin,
      EventLoop loop,
      NameResolver names,
      Places places,
      OriginTls tls,
      Deadlines deadlines,
      EdgeMetrics metrics) {
    this.origin = origin;
    for (Origin.Server server : origin.servers()) {
      servers.add(new ServerPool(origin, server, loop, names, places, tls, deadlines, metrics));
    }
    // Event loops begin at different servers.
    this.turn = ThreadLocalRandom.current().nextInt(Math.max(1, servers.size()));
  }

  /**
   * The server for a request: the best that has not been tried, one that failed a moment ago only
   * when no other is left.
   *
   * @param tried the servers already tried for this request; the chosen one is added
   * @return null when all were tried
   */
  public @Nullable ServerPool choose(InetSocketAddress client, BitSet tried) {
    int start = start();
    long now = System.nanoTime();
    int best = -1;
    long bestScore = 0;
    for (int i = 0; i < servers.size(); i++) {
      if (!tried.get(i)) {
        long score = score(i, start, client);
        if (servers.get(i).isSkipped(now)) {
          score += Long.MAX_VALUE / 2;
        }
        if (best < 0 || score < bestScore) {
          best = i;
          bestScore = score;
        }
      }
    }
    if (best < 0) {
      return null;
    }
    tried.set(best);
    return servers.get(best);
  }

  private int start() {
    if (origin.loadBalancing() == Origin.LoadBalancing.RANDOM) {
      return ThreadLocalRandom.current().nextInt(servers.size());
    }
    turn = (turn + 1) % servers.size();
    return turn;
  }

  /** The lower the better; below half of the largest long. */
  private long score(int index, int start, InetSocketAddress client) {
    int distance = Math.floorMod(index - start, servers.size());
    return switch (origin.loadBalancing()) {
      case ROUND_ROBIN, RANDOM -> distance;
      case LEAST_REQUESTS -> (long) servers.get(index).busy() * servers.size() + distance;
      case HASH -> rendezvous(client.getAddress().hashCode(), index);
    };
  }

  // Highest-random-weight hashing: a server that is away moves only its own clients.
  private static long rendezvous(int client, int index) {
    long mixed = (client * 0x9E3779B97F4A7C15L) ^ ((index + 1) * 0xC2B2AE3D27D4EB4FL);
    mixed = (mixed ^ (mixed >>> 31)) * 0xBF58476D1CE4E5B9L;
    return (mixed ^ (mixed >>> 29)) >>> 2;
  }

  boolean isUnused() {
    return servers.stream().allMatch(ServerPool::isUnused);
  }
}
