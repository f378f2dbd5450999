package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.load.Connector;
import dev.edgekeep.bench.load.KeepAliveLoad;
import dev.edgekeep.bench.load.Load;
import dev.edgekeep.bench.load.Outcome;
import dev.edgekeep.bench.load.PacedLoad;
import dev.edgekeep.bench.peers.Server;
import java.io.IOException;
import java.time.Duration;

/**
 * Requests signatures from a key server over a few connections, with many concurrent requests on
 * each.
 */
record SigningRun(Testbed bed, Server server, SigningKey key) {
  static final int CONNECTIONS = 4;
  static final int AT_ONCE = 16;

  /** Time to open connections. */
  private static final Duration PRIMING = Duration.ofMillis(200);

  /** Measures as many signatures as the key server can create. */
  Round atPeak(Duration time) throws IOException, InterruptedException {
    try (Connector connector = connector();
        Load load = KeepAliveLoad.open(connector, CONNECTIONS, AT_ONCE)) {
      return measure(load, time);
    }
  }

  /** Measures signatures at a given rate. */
  Round atRate(double perSecond, Duration time) throws IOException, InterruptedException {
    try (Connector connector = connector();
        Load load = PacedLoad.open(connector, CONNECTIONS, AT_ONCE, perSecond)) {
      return measure(load, time);
    }
  }

  private Connector connector() throws IOException {
    return bed.connector(server, bed.signatures(key.of(bed.place().credentials())));
  }

  private Round measure(Load load, Duration time) throws IOException, InterruptedException {
    load.run(PRIMING);
    Duration before = server.usage().processorTime();
    Outcome outcome = load.run(time);
    Duration used = server.usage().processorTime().minus(before);
    return Round.of(outcome, 1, used, server.usage().residentBytes());
  }
}
