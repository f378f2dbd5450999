package dev.edgekeep.cli.node;

import dev.edgekeep.config.value.Addresses;
import dev.edgekeep.daemon.command.Version;
import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.edge.events.EdgeEvent.Kind;
import dev.edgekeep.edge.origin.ServerStatus;
import dev.edgekeep.fleet.feed.NodeReports;
import dev.edgekeep.fleet.message.NodeEvents;
import dev.edgekeep.fleet.message.NodeReport;
import dev.edgekeep.fleet.message.NodeStatus;
import dev.edgekeep.fleet.nats.FeedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells the control plane about this node: its status every ten seconds and after each change,
 * counters and health when they have changed, events as they come. Any thread.
 */
final class Uplink implements AutoCloseable {
  private static final Duration STATUS = Duration.ofSeconds(10);
  private static final Duration REPORT = Duration.ofSeconds(30);
  private static final Duration EVENTS = Duration.ofSeconds(1);

  private final NodeReports reports;
  private final NodeSnapshots snapshots;
  private final UnsentEvents unsent;
  private final EdgeNode node;
  private final InstantSource clock;
  private final String boot = UUID.randomUUID().toString();
  private final ScheduledExecutorService statuses =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("node-status").factory());
  private final ScheduledExecutorService batches =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("node-events").factory());

  private @Nullable NodeReport reported;
  private Set<String> unhealthy = Set.of();

  Uplink(
      NodeReports reports,
      NodeSnapshots snapshots,
      EventQueue events,
      EdgeNode node,
      InstantSource clock) {
    this.reports = reports;
    this.snapshots = snapshots;
    this.unsent = new UnsentEvents(events);
    this.node = node;
    this.clock = clock;
  }

  void start() {
    every(statuses, STATUS, this::status);
    every(statuses, REPORT, this::report);
    every(batches, EVENTS, this::events);
  }

  /** Repeats with jitter, so that the nodes of a fleet do not speak at once. */
  private void every(ScheduledExecutorService executor, Duration period, Runnable task) {
    long millis = period.toMillis();
    var _ =
        executor.scheduleWithFixedDelay(
            () -> attempt(task),
            ThreadLocalRandom.current().nextLong(millis),
            millis - millis / 10 + ThreadLocalRandom.current().nextLong(millis / 5),
            TimeUnit.MILLISECONDS);
  }

  /** An executor does not repeat a task that has thrown. */
  private void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      node.record(Kind.WARNING, "the control plane cannot be told the state of the node: " + e);
    }
  }

  /** Sends the status soon. */
  void statusSoon() {
    try {
      statuses.execute(this::status);
    } catch (RejectedExecutionException _) {
      return; // closed
    }
  }

  // No version is in force, which the record allows.
  @SuppressWarnings("NullAway")
  private void status() {
    try {
      reports.status(
          new NodeStatus(
              snapshots.inForce(),
              node.isHeld() ? NodeStatus.State.DRAINING : NodeStatus.State.SERVING,
              snapshots.refused(),
              new NodeStatus.Program(Version.current(), boot),
              clock.instant(),
              snapshots.isWritten(),
              node.addresses().stream().map(Addresses::text).toList()));
    } catch (FeedException _) {
      return; // the next one says it, too
    }
  }

  private void report() {
    Map<String, Long> matches = new TreeMap<>(node.ruleMatches());
    matches.values().removeIf(count -> count == 0);
    List<NodeReport.Server> servers = new ArrayList<>();
    Set<String> now = new HashSet<>();
    for (String origin : snapshots.snapshot().origins().keySet()) {
      for (ServerStatus status : node.servers(origin)) {
        String server = origin + " " + status.server();
        if (!status.health().isHealthy()) {
          now.add(server);
        }
        if (!status.health().isHealthy() || unhealthy.contains(server)) {
          servers.add(server(origin, status));
        }
      }
    }
    NodeReport report = new NodeReport(boot, matches, servers, node.totals());
    if (!report.equals(reported)) {
      try {
        reports.report(report);
        reported = report;
        unhealthy = now;
      } catch (FeedException _) {
        return; // it differs the next time, too
      }
    }
  }

  private static NodeReport.Server server(String origin, ServerStatus status) {
    Instant since = status.health().since();
    return new NodeReport.Server(
        origin,
        status.server(),
        status.health().isHealthy(),
        status.health().reason() == null ? "" : status.health().reason(),
        since.equals(Instant.EPOCH) ? null : since);
  }

  /**
   * A batch is sent until a message server has stored it; what comes meanwhile waits in the queue.
   */
  private void events() {
    try {
      for (NodeEvents next = unsent.next(); next != null; next = unsent.next()) {
        send(next);
      }
    } catch (FeedException _) {
      return; // it is sent again
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(NodeEvents batch) throws FeedException, InterruptedException {
    try {
      reports.events(batch);
      unsent.sent();
    } catch (FeedException e) {
      if (e.reason() != FeedException.Reason.TOO_LARGE) {
        throw e;
      }
      unsent.divide();
    }
  }

  /** Sends what is left, for a second at most. */
  @Override
  public void close() {
    statuses.shutdownNow();
    try {
      var _ = batches.submit(this::events);
      batches.shutdown();
      if (!batches.awaitTermination(1, TimeUnit.SECONDS)) {
        batches.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException _) {
      return; // closed already
    }
  }
}
