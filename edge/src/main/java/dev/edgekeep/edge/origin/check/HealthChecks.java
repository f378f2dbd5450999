package dev.edgekeep.edge.origin.check;

import dev.edgekeep.edge.origin.OriginPools;
import dev.edgekeep.snapshot.HealthCheck;
import dev.edgekeep.snapshot.Origin;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The health checks of a node: each server of an origin with checks is asked by one event loop, on
 * behalf of all. Any thread.
 */
public final class HealthChecks {
  private final OriginPools origins;
  private final EventLoopGroup loops;
  private final Map<String, Running> running = new HashMap<>();

  private record Running(Origin origin, List<ServerCheck> checks) {
    void stop(boolean isForGood) {
      checks.forEach(check -> check.stop(isForGood));
    }
  }

  public HealthChecks(OriginPools origins, EventLoopGroup loops) {
    this.origins = origins;
    this.loops = loops;
  }

  /** Checks the servers of these origins from now on, and no others. After the pools know them. */
  public synchronized void retain(Map<String, Origin> inForce) {
    running
        .entrySet()
        .removeIf(entry -> {
          Origin next = inForce.get(entry.getKey());
          boolean isGone = next == null || next.policy().healthCheck() == null;
          if (isGone) {
            entry.getValue().stop(true);
          }
          return isGone;
        });
    for (Origin origin : inForce.values()) {
      HealthCheck check = origin.policy().healthCheck();
      if (check != null) {
        run(origin, check);
      }
    }
  }

  private void run(Origin origin, HealthCheck check) {
    Running before = running.get(origin.name());
    if (before != null) {
      if (before.origin().equals(origin)) {
        return;
      }
      before.stop(false);
    }
    List<ServerCheck> checks = new ArrayList<>();
    for (Origin.Server server : origin.servers()) {
      EventLoop loop = loops.next();
      ServerCheck started =
          new ServerCheck(check, origins.unpooled(origin, server, check.timeout(), loop), loop);
      started.start();
      checks.add(started);
    }
    running.put(origin.name(), new Running(origin, List.copyOf(checks)));
  }

  /** Ends all checks. */
  public synchronized void close() {
    retain(Map.of());
  }
}
