package dev.edgekeep.edge.origin;

import static java.util.Objects.requireNonNull;

import dev.edgekeep.edge.metrics.OriginServerSample;
import dev.edgekeep.edge.origin.health.HealthListener;
import dev.edgekeep.edge.origin.health.HealthStatus;
import dev.edgekeep.edge.origin.health.ServerHealth;
import dev.edgekeep.edge.origin.queue.ServerSlots;
import dev.edgekeep.snapshot.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The part of a server's state that all event loops share. It outlives changes of its origin. Any
 * thread.
 */
final class SharedServer {
  private final Origin.Server server;
  private final ServerHealth health;
  private final Map<OriginFailure.Kind, LongAdder> failures;
  private final LongAdder retries = new LongAdder();
  private final ServerSlots slots = new ServerSlots();

  SharedServer(
      String origin, Origin.Server server, ServerHealth.Settings settings, ServerReports reports) {
    this.server = server;
    this.failures = counters();
    this.health = new ServerHealth(settings, new Reporter(origin, server.name(), reports));
  }

  private static Map<OriginFailure.Kind, LongAdder> counters() {
    Map<OriginFailure.Kind, LongAdder> counters = new EnumMap<>(OriginFailure.Kind.class);
    for (OriginFailure.Kind kind : OriginFailure.Kind.values()) {
      counters.put(kind, new LongAdder());
    }
    return Collections.unmodifiableMap(counters);
  }

  boolean is(Origin.Server other) {
    return server.isSameAs(other);
  }

  ServerSlots slots() {
    return slots;
  }

  ServerHealth health() {
    return health;
  }

  ServerStatus status(long now) {
    return new ServerStatus(server.name(), health.status(now));
  }

  OriginServerSample sample(String origin, long now) {
    Map<String, Long> occurred = new LinkedHashMap<>();
    failures.forEach((kind, count) -> {
      if (count.sum() > 0) {
        occurred.put(kind.label(), count.sum());
      }
    });
    return new OriginServerSample(
        origin, server.name(), health.isHealthy(now), occurred, retries.sum(), slots.queued());
  }

  /** Counts a request that failed here. */
  void count(OriginFailure.Kind kind) {
    requireNonNull(failures.get(kind)).increment();
  }

  /** Counts a request that was sent here after another attempt had failed. */
  void countRetry() {
    retries.increment();
  }

  private record Reporter(String origin, String server, ServerReports reports)
      implements HealthListener {
    @Override
    public void changed(HealthStatus status) {
      reports.changed(origin, server, status);
    }

    @Override
    public void later(Runnable task, Duration time) {
      CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS).execute(task);
    }

    @Override
    public Instant now() {
      return reports.now();
    }
  }
}
