package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.load.Connector;
import dev.edgekeep.bench.load.Probe;
import dev.edgekeep.bench.load.Profile;
import dev.edgekeep.bench.measure.Spread;
import dev.edgekeep.bench.peers.Peer;
import dev.edgekeep.bench.peers.Server;
import dev.edgekeep.bench.report.Figures;
import dev.edgekeep.bench.report.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Measures the time from the command to the first response over mutual TLS, and the memory a while
 * after that.
 *
 * @param peers the servers to start
 * @param client the client that sends the request
 */
record StartUp(
    String name,
    String summary,
    Function<Testbed, List<Peer>> peers,
    Function<Testbed, Profile> client)
    implements Workload {
  private static final Duration WITHIN = Duration.ofMinutes(1);
  private static final Duration SETTLE = Duration.ofSeconds(1);
  private static final double NANOS_PER_SECOND = 1e9;

  @Override
  public Table run(Testbed bed) throws IOException, InterruptedException {
    List<List<String>> rows = new ArrayList<>();
    for (Peer peer : peers.apply(bed)) {
      List<Start> starts = new ArrayList<>();
      for (int i = 0; i < bed.effort().starts(); i++) {
        starts.add(measure(bed, peer));
      }
      rows.add(
          List.of(
              peer.name(),
              Figures.of(Spread.of(starts.stream().map(Start::seconds).toList())),
              Figures.of(Spread.of(starts.stream().map(Start::mebibytes).toList()))));
    }
    return new Table(
        name + ": " + summary,
        List.of("server", "s to the first answer", "resident MiB"),
        rows,
        List.of());
  }

  /** The result of a start. */
  record Start(double seconds, double mebibytes) {}

  private Start measure(Testbed bed, Peer peer) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Server server = bed.launch(peer);
    try (Connector connector = bed.connector(server, client.apply(bed))) {
      Probe.awaitAnswer(connector, WITHIN, server::requireAlive);
      double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
      Thread.sleep(SETTLE);
      return new Start(seconds, server.usage().residentBytes() / Round.MEBIBYTE);
    } finally {
      bed.end(server);
    }
  }
}
