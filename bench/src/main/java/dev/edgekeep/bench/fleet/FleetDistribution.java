package dev.edgekeep.bench.fleet;

import dev.edgekeep.bench.measure.Latencies;
import dev.edgekeep.bench.peers.Cores;
import dev.edgekeep.bench.report.Figures;
import dev.edgekeep.bench.report.Table;
import dev.edgekeep.bench.workload.FleetSize;
import dev.edgekeep.bench.workload.Testbed;
import dev.edgekeep.bench.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures a fleet: a real control plane and message server, and nodes that share one process and
 * have no listeners. Times are from the call of the API until a node enforces the change.
 */
public final class FleetDistribution implements Workload {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MEBIBYTE = 1 << 20;
  private static final double KIBIBYTE = 1 << 10;

  private static final Duration SETTLE = Duration.ofSeconds(2);

  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  @Override
  public String name() {
    return "fleet";
  }

  @Override
  public String summary() {
    return "changes, revocations and an outage of the message server, with very many nodes";
  }

  @Override
  public Table run(Testbed bed) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(bed.place().directory(), "fleet");
    return measure(bed.edgekeep().launcher(), folder, bed.effort().fleet(), bed.place().cores());
  }

  /**
   * Measures in an empty folder.
   *
   * @param launcher the {@code edgekeep} command
   */
  Table measure(Path launcher, Path folder, FleetSize size, Cores cores)
      throws IOException, InterruptedException {
    try (MessageServer feed = MessageServer.start(folder, cores);
        ControlPlane control = ControlPlane.start(launcher, folder, feed.url(), cores);
        NodesProcess nodes = NodesProcess.launch(folder, size.nodes(), cores)) {
      control.createHosts(size.hosts());
      long begin = System.nanoTime();
      nodes.join(control.createNodes(size.nodes()));
      nodes.awaitVersion(control.changeHost(0, 1));
      notes.add("- joining, all nodes: %s s".formatted(seconds(begin)));
      changes(control, nodes, feed, size);
      revocations(control, nodes, size);
      outage(control, nodes, feed, size);
      memory(control, nodes, feed, size);
    }
    return new Table(
        "%s: %,d nodes, %,d hosts".formatted(name(), size.nodes(), size.hosts()),
        List.of("what", "times", "p50 ms", "p99 ms", "max ms", "goal"),
        rows,
        notes);
  }

  private static String seconds(long begin) {
    return Figures.of((System.nanoTime() - begin) / NANOS_PER_MILLI / 1_000);
  }

  private void changes(ControlPlane control, NodesProcess nodes, MessageServer feed, FleetSize size)
      throws IOException, InterruptedException {
    Effects effects = new Effects();
    warmUp(control, nodes, size);
    long sent = feed.sentBytes();
    for (int i = 0; i < size.times(); i++) {
      Thread.sleep(SETTLE);
      long begin = System.nanoTime();
      effects.add(begin, nodes.awaitVersion(control.changeHost(i % size.hosts(), 100 + i)));
    }
    long bytes = feed.sentBytes() - sent;
    rows.add(effects.row("a host changed, in force on each node", "p99 < 1,000"));
    notes.add(
        "- sent by the message server for a change and node, with statuses to the control plane: %s KiB"
            .formatted(Figures.of(bytes / KIBIBYTE / size.times() / size.nodes())));
  }

  private static void warmUp(ControlPlane control, NodesProcess nodes, FleetSize size)
      throws IOException {
    for (int i = 0; i < size.times(); i++) {
      nodes.awaitVersion(control.changeHost(i % size.hosts(), 1_000 + i));
    }
  }

  private void revocations(ControlPlane control, NodesProcess nodes, FleetSize size)
      throws IOException, InterruptedException {
    Effects effects = new Effects();
    List<String> clients = new ArrayList<>();
    for (int i = 0; i < size.times(); i++) {
      clients.add(control.issueClient());
    }
    for (int i = 0; i < size.times(); i++) {
      Thread.sleep(SETTLE);
      long begin = System.nanoTime();
      control.revoke(clients.get(i));
      effects.add(begin, nodes.awaitRevoked(i + 1L));
    }
    rows.add(effects.row("a certificate revoked, refused by each node", "p99 < 500"));
  }

  private void outage(ControlPlane control, NodesProcess nodes, MessageServer feed, FleetSize size)
      throws IOException, InterruptedException {
    feed.kill();
    long version = 0;
    for (int i = 0; i < size.changesInOutage(); i++) {
      version = control.changeHost(i % size.hosts(), 10_000 + i);
    }
    Thread.sleep(size.outage());
    Duration controlBefore = control.usage().processorTime();
    long begin = System.nanoTime();
    feed.restart();
    Effects effects = new Effects();
    effects.add(begin, nodes.awaitVersion(version));
    rows.add(
        effects.row(
            "an outage with %,d changes ends, newest version on each node"
                .formatted(size.changesInOutage()),
            "no overload"));
    notes.add(
        "- after the outage, processor time of the message server: %s s; of the control plane: %s s; sent: %s MiB"
            .formatted(
                Figures.of(feed.usage().processorTime().toMillis() / 1e3),
                Figures.of(control.usage().processorTime().minus(controlBefore).toMillis() / 1e3),
                Figures.of(feed.sentBytes() / MEBIBYTE)));
    long known = System.nanoTime();
    while (control.deployedNodes() < size.nodes()) {
      if (System.nanoTime() - known > Duration.ofMinutes(2).toNanos()) {
        throw new IOException("the control plane does not know that all nodes are up to date");
      }
      Thread.sleep(200);
    }
    notes.add("- until the control plane knew it: %s s more".formatted(seconds(known)));
  }

  private void memory(ControlPlane control, NodesProcess nodes, MessageServer feed, FleetSize size)
      throws IOException, InterruptedException {
    notes.add(
        "- control plane: %s MiB resident, %s MiB of heap after a collection"
            .formatted(
                Figures.of(control.usage().residentBytes() / MEBIBYTE),
                Figures.of(control.heapBytes() / MEBIBYTE)));
    notes.add(
        "- a node: %s MiB of heap after a collection; message server: %s MiB resident"
            .formatted(
                Figures.of(nodes.heapBytes() / MEBIBYTE / size.nodes()),
                Figures.of(feed.usage().residentBytes() / MEBIBYTE)));
  }

  /** The times from a call until each node has its effect. */
  private static final class Effects {
    private final Latencies latencies = new Latencies();
    private long max;
    private int times;

    void add(long begin, long[] at) {
      for (long each : at) {
        latencies.record(each - begin);
        max = Math.max(max, each - begin);
      }
      times++;
    }

    List<String> row(String what, String goal) {
      return List.of(
          what,
          Integer.toString(times),
          Figures.of(latencies.quantile(0.5) / NANOS_PER_MILLI),
          Figures.of(Math.min(max, latencies.quantile(0.99)) / NANOS_PER_MILLI),
          Figures.of(max / NANOS_PER_MILLI),
          goal);
    }
  }
}
