package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.load.Connections;
import dev.edgekeep.bench.load.Connector;
import dev.edgekeep.bench.measure.Spread;
import dev.edgekeep.bench.peers.Peer;
import dev.edgekeep.bench.peers.Server;
import dev.edgekeep.bench.report.Figures;
import dev.edgekeep.bench.report.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the memory of an idle connection. It opens as many connections as are to be measured,
 * and then the same number again: the growth in between is due to the connections, and not to the
 * first use of the heap.
 */
final class IdleMemory implements Workload {
  private static final Duration OPEN_WITHIN = Duration.ofMinutes(1);
  private static final Duration SETTLE = Duration.ofMillis(500);
  private static final double KIBIBYTE = 1_024;

  @Override
  public String name() {
    return "idle-memory";
  }

  @Override
  public String summary() {
    return "resident memory per idle mTLS connection, each with one request behind it";
  }

  @Override
  public Table run(Testbed bed) throws IOException, InterruptedException {
    List<List<String>> rows = new ArrayList<>();
    for (Peer peer : bed.peers()) {
      List<Double> each = new ArrayList<>();
      for (int start = 0; start < bed.effort().starts(); start++) {
        each.add(measure(bed, peer));
      }
      rows.add(List.of(peer.name(), Figures.of(Spread.of(each))));
    }
    int count = bed.effort().idleConnections();
    return new Table(
        name() + ": " + summary(),
        List.of("server", "KiB each"),
        rows,
        List.of("From %d connections to %d.".formatted(count, 2 * count)));
  }

  private static double measure(Testbed bed, Peer peer) throws IOException, InterruptedException {
    int count = bed.effort().idleConnections();
    Server server = bed.launch(peer);
    server.awaitListening();
    try (Connector connector = bed.connector(server, bed.smallRequests());
        Connections connections = Connections.open(connector, count, OPEN_WITHIN)) {
      Thread.sleep(SETTLE);
      long before = server.usage().residentBytes();
      connections.openMore(count, OPEN_WITHIN);
      Thread.sleep(SETTLE);
      return (server.usage().residentBytes() - before) / KIBIBYTE / count;
    } finally {
      bed.end(server);
    }
  }
}
