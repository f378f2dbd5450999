package dev.edgekeep.edge.origin;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.origin.balance.Algorithm;
import dev.edgekeep.edge.origin.balance.Balancer;
import dev.edgekeep.edge.origin.balance.RequestKey;
import dev.edgekeep.edge.origin.retry.RetryBudget;
import dev.edgekeep.snapshot.OriginPolicy;
import io.netty.channel.EventLoop;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The servers of one origin on one event loop. Event loop only. */
public final class OriginPool {
  private final List<ServerPool> servers;
  private final Balancer balancer;
  private final SharedOrigin shared;
  private final Deadlines deadlines;
  private final EventLoop loop;

  OriginPool(
      SharedOrigin shared,
      List<ServerPool> servers,
      Algorithm algorithm,
      Deadlines deadlines,
      EventLoop loop) {
    this.shared = shared;
    this.deadlines = deadlines;
    this.loop = loop;
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

  OriginPolicy policy() {
    return shared.origin().policy();
  }

  RetryBudget budget() {
    return shared.budget();
  }

  void watch(Deadlines.Watched watched) {
    deadlines.watch(watched, loop);
  }

  void unwatch(Deadlines.Watched watched) {
    deadlines.unwatch(watched);
  }

  /** It is not used any more. */
  void close() {
    servers.forEach(ServerPool::close);
  }

  boolean isUnused() {
    return servers.stream().allMatch(ServerPool::isUnused);
  }
}
