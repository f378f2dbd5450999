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
import java.util.function.Consumer;

/**
 * The health checks of a node: each server of an origin with checks is asked by one event loop, on
 * behalf of all. A node makes a limited number of checks in a second; where its origins want more,
 * every interval is longer in proportion. Any thread.
 */
public final class HealthChecks {
  /** The most checks of a node in one second. */
  static final double MOST_PER_SECOND = 1_000;

  private final OriginPools origins;
  private final EventLoopGroup loops;
  private final Consumer<String> warnings;
  private final Map<String, Running> running = new HashMap<>();
  private double stretch = 1;

  private record Running(Origin origin, List<ServerCheck> checks) {
    void stop(boolean isForGood) {
      checks.forEach(check -> check.stop(isForGood));
    }
  }

  /**
   * @param warnings receives a sentence when intervals become longer than configured
   */
  public HealthChecks(OriginPools origins, EventLoopGroup loops, Consumer<String> warnings) {
    this.warnings = warnings;
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
    stretch();
  }

  private void stretch() {
    double perSecond = 0;
    for (Running each : running.values()) {
      HealthCheck check = each.origin().policy().healthCheck();
      if (check != null) {
        perSecond += each.checks().size() * 1e9 / check.interval().toNanos();
      }
    }
    double factor = Math.max(1, perSecond / MOST_PER_SECOND);
    if (factor > 1 && factor != stretch) {
      warnings.accept(
          ("the origins want %,d health checks in a second, and a node makes %,d: every interval is"
                  + " %.1f times as long as configured")
              .formatted(Math.round(perSecond), Math.round(MOST_PER_SECOND), factor));
    }
    stretch = factor;
    running.values().forEach(each -> each.checks().forEach(check -> check.stretch(factor)));
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
