package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.load.Connector;
import dev.edgekeep.bench.load.KeepAliveLoad;
import dev.edgekeep.bench.load.Outcome;
import dev.edgekeep.bench.load.PacedLoad;
import dev.edgekeep.bench.peers.Server;
import dev.edgekeep.bench.report.Figures;
import dev.edgekeep.bench.report.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures the duration of requests when the server is half busy. */
final class LatencyAtHalfPeak implements Workload {
  private static final int CONNECTIONS = 64;
  private static final int AT_PEAK = 32;
  private static final String PACE_MAKER = "nginx";

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String summary() {
    return "latency of HTTP/1.1 requests at half of nginx's peak rate";
  }

  @Override
  public Table run(Testbed bed) throws IOException, InterruptedException {
    List<Server> servers = bed.servers();
    for (Server server : servers) {
      peak(bed, server, bed.effort().warmUp());
    }
    Server paceMaker =
        servers.stream()
            .filter(server -> server.name().equals(PACE_MAKER))
            .findFirst()
            .orElse(servers.getFirst());
    double rate = peak(bed, paceMaker, bed.effort().round()) / 2;
    Turns turns = new Turns(servers.size());
    for (int round = 0; round < bed.effort().rounds(); round++) {
      for (int i = 0; i < servers.size(); i++) {
        turns.add(i, measure(bed, servers.get(i), rate));
      }
    }
    return table(servers, turns, paceMaker, rate);
  }

  private static double peak(Testbed bed, Server server, Duration time)
      throws IOException, InterruptedException {
    try (Connector connector = bed.connector(server, bed.smallRequests());
        KeepAliveLoad load = KeepAliveLoad.open(connector, AT_PEAK, 1)) {
      return load.run(time).perSecondOnAverage();
    }
  }

  private static Round measure(Testbed bed, Server server, double rate)
      throws IOException, InterruptedException {
    try (Connector connector = bed.connector(server, bed.smallRequests());
        PacedLoad load = PacedLoad.open(connector, CONNECTIONS, 1, rate)) {
      Duration before = server.usage().processorTime();
      Outcome outcome = load.run(bed.effort().round());
      Duration used = server.usage().processorTime().minus(before);
      return Round.of(outcome, 1, used, server.usage().residentBytes());
    }
  }

  private Table table(List<Server> servers, Turns turns, Server paceMaker, double rate) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < servers.size(); i++) {
      rows.add(
          List.of(
              servers.get(i).name(),
              Figures.of(turns.spread(i, Round::medianMillis)),
              Figures.of(turns.spread(i, Round::p99Millis)),
              i == 0 ? Figures.NONE : Figures.of(turns.ratioOfFirst(i, Round::p99Millis)),
              Figures.of(turns.spread(i, Round::unitsPerSecond))));
    }
    return new Table(
        name() + ": " + summary(),
        List.of("server", "p50 ms", "p99 ms", "Edgekeep's p99 ÷ it", "requests/s"),
        rows,
        List.of("Half of %s's peak: %s requests/s.".formatted(paceMaker.name(), Figures.of(rate))));
  }
}
