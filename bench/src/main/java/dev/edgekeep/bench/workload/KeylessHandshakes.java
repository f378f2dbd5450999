package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.load.Connector;
import dev.edgekeep.bench.load.HandshakeLoad;
import dev.edgekeep.bench.load.Load;
import dev.edgekeep.bench.load.Outcome;
import dev.edgekeep.bench.load.Profile;
import dev.edgekeep.bench.load.Profile.Protocol;
import dev.edgekeep.bench.load.Request;
import dev.edgekeep.bench.measure.Spread;
import dev.edgekeep.bench.peers.Cores;
import dev.edgekeep.bench.peers.Credential;
import dev.edgekeep.bench.peers.Credentials;
import dev.edgekeep.bench.peers.KeyServer;
import dev.edgekeep.bench.peers.Server;
import dev.edgekeep.bench.report.Figures;
import dev.edgekeep.bench.report.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Measures the cost of handshakes for an edge when a key server has the key. One edge has two hosts
 * with the same certificate, one of them without the key; they take turns.
 *
 * @param host the host with a local key
 */
record KeylessHandshakes(
    String name, String label, String host, Function<Credentials, Credential> certificate)
    implements Workload {
  private static final int SLOTS = 16;
  private static final double NANOS_PER_MICRO = 1e3;

  /** Time to connect to the key server. */
  private static final Duration PRIMING = Duration.ofMillis(200);

  @Override
  public String summary() {
    return "full mTLS handshake and a request, %s key local and on a key server".formatted(label);
  }

  @Override
  public Table run(Testbed bed) throws IOException, InterruptedException {
    Server keys = bed.launch(new KeyServer(bed.edgekeep().launcher(), true));
    try {
      keys.awaitListening();
      Server edge = bed.launch(bed.edgekeep().withKeyServer(keys, bed.place().credentials()));
      try {
        edge.awaitListening();
        return run(bed, edge, keys);
      } finally {
        bed.end(edge);
      }
    } finally {
      bed.end(keys);
    }
  }

  private Table run(Testbed bed, Server edge, Server keys)
      throws IOException, InterruptedException {
    String keyless = Credentials.keyless(host);
    measure(bed, edge, host, bed.effort().warmUp());
    measure(bed, edge, keyless, bed.effort().warmUp());
    Turns turns = new Turns(2);
    List<Double> keyServerMicros = new ArrayList<>();
    for (int round = 0; round < bed.effort().rounds(); round++) {
      Duration before = keys.usage().processorTime();
      Measured withKeyServer = measure(bed, edge, keyless, bed.effort().round());
      Duration used = keys.usage().processorTime().minus(before);
      keyServerMicros.add(used.toNanos() / NANOS_PER_MICRO / withKeyServer.handshakes());
      turns.add(0, withKeyServer.round());
      turns.add(1, measure(bed, edge, host, bed.effort().round()).round());
    }
    return table(turns, Spread.of(keyServerMicros), bed.place().cores());
  }

  private record Measured(Round round, long handshakes) {}

  private Measured measure(Testbed bed, Server edge, String name, Duration time)
      throws IOException, InterruptedException {
    Profile client =
        new Profile.Http(
            Request.small(name),
            certificate.apply(bed.place().credentials()).certificate(),
            Protocol.HTTP_1,
            false);
    try (Connector connector = bed.connector(edge, client);
        Load load = new HandshakeLoad(connector, SLOTS)) {
      load.run(PRIMING);
      long fullBefore = connector.fullHandshakes();
      Duration before = edge.usage().processorTime();
      Outcome outcome = load.run(time);
      Duration used = edge.usage().processorTime().minus(before);
      if (connector.fullHandshakes() - fullBefore != outcome.operations()) {
        throw new IOException("not all handshakes were full ones");
      }
      Round round = Round.of(outcome, 1, used, edge.usage().residentBytes());
      return new Measured(round, outcome.operations());
    }
  }

  private Table table(Turns turns, Spread keyServerMicros, Cores cores) {
    return new Table(
        name + ": " + summary(),
        List.of(
            "key",
            "edge's processor µs/handshake",
            "÷ local",
            "handshakes/s",
            "÷ local",
            "p50 ms",
            "p99 ms",
            "key server's processor µs"),
        List.of(
            row("local", turns, 1, Figures.NONE, Figures.NONE, Figures.NONE),
            row(
                "on a key server",
                turns,
                0,
                Figures.of(turns.ratioOfFirst(1, Round::processorMicros)),
                Figures.of(turns.ratioOfFirst(1, Round::unitsPerSecond)),
                Figures.of(keyServerMicros))),
        List.of(
            cores.aideIsApart()
                ? "The key server has core %d to itself.".formatted(cores.aide())
                : "The key server SHARES core %d with the load: that bounds handshakes/s."
                    .formatted(cores.aide())));
  }

  private static List<String> row(
      String key, Turns turns, int which, String cost, String throughput, String keyServer) {
    return List.of(
        key,
        Figures.of(turns.spread(which, Round::processorMicros)),
        cost,
        Figures.of(turns.spread(which, Round::unitsPerSecond)),
        throughput,
        Figures.of(turns.spread(which, Round::medianMillis)),
        Figures.of(turns.spread(which, Round::p99Millis)),
        keyServer);
  }
}
