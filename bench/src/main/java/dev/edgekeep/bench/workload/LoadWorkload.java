package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.load.Connector;
import dev.edgekeep.bench.load.Load;
import dev.edgekeep.bench.load.Outcome;
import dev.edgekeep.bench.load.Profile;
import dev.edgekeep.bench.measure.Spread;
import dev.edgekeep.bench.peers.Credentials;
import dev.edgekeep.bench.peers.Server;
import dev.edgekeep.bench.report.Figures;
import dev.edgekeep.bench.report.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Measures the cost of a unit of work, with the same load on all servers in turns.
 *
 * @param unit the unit of work
 * @param unitsEach the number of units in one operation of the load
 */
record LoadWorkload(
    String name,
    String summary,
    Handshakes handshakes,
    String unit,
    double unitsEach,
    Function<Credentials, Profile> client,
    Opening opening)
    implements Workload {
  /** Time to obtain sessions and to open connections. */
  private static final Duration PRIMING = Duration.ofMillis(200);

  private static final double MOST_FULL_AMONG_RESUMED = 0.02;

  /** The expected handshakes during measurement; if it matters, they are counted. */
  enum Handshakes {
    FULL,
    RESUMED,
    BEFORE
  }

  /** Creates the load. */
  interface Opening {
    Load open(Connector connector) throws IOException, InterruptedException;
  }

  @Override
  public Table run(Testbed bed) throws IOException, InterruptedException {
    List<Server> servers = bed.servers();
    for (Server server : servers) {
      measure(bed, server, bed.effort().warmUp());
    }
    Turns turns = new Turns(servers.size());
    for (int round = 0; round < bed.effort().rounds(); round++) {
      for (int i = 0; i < servers.size(); i++) {
        turns.add(i, measure(bed, servers.get(i), bed.effort().round()));
      }
    }
    return table(servers, turns);
  }

  private Round measure(Testbed bed, Server server, Duration time)
      throws IOException, InterruptedException {
    try (Connector connector = bed.connector(server, client.apply(bed.place().credentials()));
        Load load = opening.open(connector)) {
      load.run(PRIMING);
      long fullBefore = connector.fullHandshakes();
      Duration before = server.usage().processorTime();
      Outcome outcome = load.run(time);
      Duration used = server.usage().processorTime().minus(before);
      requireHandshakes(server, outcome, connector.fullHandshakes() - fullBefore);
      return Round.of(outcome, unitsEach, used, server.usage().residentBytes());
    }
  }

  private void requireHandshakes(Server server, Outcome outcome, long full) throws IOException {
    long operations = outcome.operations();
    boolean expected =
        switch (handshakes) {
          case FULL -> full == operations;
          case RESUMED -> full <= operations * MOST_FULL_AMONG_RESUMED;
          case BEFORE -> full == 0;
        };
    if (!expected || operations == 0) {
      throw new IOException(
          "%s: %d of %d handshakes were full ones".formatted(server.name(), full, operations));
    }
  }

  private Table table(List<Server> servers, Turns turns) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < servers.size(); i++) {
      rows.add(row(servers.get(i).name(), i, turns));
    }
    return new Table(
        name + ": " + summary,
        List.of(
            "server",
            "processor µs/" + unit,
            "Edgekeep ÷ it",
            unit + "/s",
            "p50 ms",
            "p99 ms",
            "resident MiB"),
        rows,
        List.of());
  }

  private static List<String> row(String name, int i, Turns turns) {
    Spread ratio = turns.ratioOfFirst(i, Round::processorMicros);
    List<Spread> figures =
        List.of(
            turns.spread(i, Round::unitsPerSecond),
            turns.spread(i, Round::medianMillis),
            turns.spread(i, Round::p99Millis),
            turns.spread(i, Round::residentMebibytes));
    List<String> row = new ArrayList<>();
    row.add(name);
    row.add(Figures.of(turns.spread(i, Round::processorMicros)));
    row.add(i == 0 ? Figures.NONE : Figures.of(ratio));
    IntStream.range(0, figures.size()).forEach(at -> row.add(Figures.of(figures.get(at))));
    return row;
  }
}
