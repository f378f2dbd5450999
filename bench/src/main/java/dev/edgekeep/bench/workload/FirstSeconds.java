package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.load.Connector;
import dev.edgekeep.bench.load.HandshakeLoad;
import dev.edgekeep.bench.measure.Spread;
import dev.edgekeep.bench.peers.Server;
import dev.edgekeep.bench.report.Figures;
import dev.edgekeep.bench.report.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures full load on an Edgekeep that has just started: the time until it reaches its best
 * throughput.
 */
final class FirstSeconds implements Workload {
  private static final int SLOTS = 16;

  @Override
  public String name() {
    return "first-seconds";
  }

  @Override
  public String summary() {
    return "full handshakes a second after Edgekeep has started, beside its steady state";
  }

  @Override
  public Table run(Testbed bed) throws IOException, InterruptedException {
    handshakes(bed, bed.servers().getFirst(), bed.effort().warmUp()); // The load is warm by then.
    List<List<Long>> runs = new ArrayList<>();
    for (int i = 0; i < bed.effort().starts(); i++) {
      Server server = bed.launch(bed.edgekeep());
      try {
        server.awaitListening();
        runs.add(handshakes(bed, server, bed.effort().firstSeconds()));
      } finally {
        bed.end(server);
      }
    }
    List<Double> steady = runs.stream().map(FirstSeconds::steady).toList();
    return new Table(
        name() + ": " + summary(),
        List.of("when", "handshakes/s", "share of steady"),
        List.of(
            row("second 1", runs, 0, steady),
            row("second 2", runs, 1, steady),
            row("second 5", runs, 4, steady),
            List.of("steady", Figures.of(Spread.of(steady)), Figures.NONE)),
        List.of(
            "Steady: the last quarter of %d seconds."
                .formatted(bed.effort().firstSeconds().toSeconds())));
  }

  private static List<Long> handshakes(Testbed bed, Server server, Duration time)
      throws IOException, InterruptedException {
    try (Connector connector = bed.connector(server, bed.smallRequests());
        HandshakeLoad load = new HandshakeLoad(connector, SLOTS)) {
      return load.run(time).perSecond();
    }
  }

  /** Excludes the last second, which is incomplete. */
  private static double steady(List<Long> perSecond) {
    int end = perSecond.size() - 1;
    int begin = end - Math.max(1, end / 4);
    return perSecond.subList(begin, end).stream()
        .mapToLong(Long::longValue)
        .average()
        .orElseThrow();
  }

  private static List<String> row(
      String when, List<List<Long>> runs, int second, List<Double> steady) {
    List<Double> counts = runs.stream().map(run -> (double) run.get(second)).toList();
    List<Double> shares = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      shares.add(counts.get(i) / steady.get(i));
    }
    return List.of(when, Figures.of(Spread.of(counts)), Figures.of(Spread.of(shares)));
  }
}
