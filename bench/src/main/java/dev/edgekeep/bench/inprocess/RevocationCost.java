package dev.edgekeep.bench.inprocess;

import dev.edgekeep.bench.load.Connector;
import dev.edgekeep.bench.load.HandshakeLoad;
import dev.edgekeep.bench.load.Load;
import dev.edgekeep.bench.load.Profile;
import dev.edgekeep.bench.load.Request;
import dev.edgekeep.bench.measure.Spread;
import dev.edgekeep.bench.peers.Credential;
import dev.edgekeep.bench.peers.Credentials;
import dev.edgekeep.bench.report.Figures;
import dev.edgekeep.bench.report.Table;
import dev.edgekeep.bench.workload.Testbed;
import dev.edgekeep.bench.workload.Workload;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the cost of handshakes with very many revoked serial numbers and with none: two hosts of
 * one node take turns.
 *
 * @param resume whether sessions are resumed
 */
public record RevocationCost(String name, boolean resume) implements Workload {
  private static final int SLOTS = 16;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final String EVENT_LOOPS = "edge-";

  @Override
  public String summary() {
    return (resume ? "resumed" : "full") + " mTLS handshake and a request, with serials revoked";
  }

  @Override
  public Table run(Testbed bed) throws IOException, InterruptedException {
    Credentials credentials = bed.place().credentials();
    Serials serials = Serials.of(bed.effort().revokedSerials());
    try (NodeUnderTest node =
        new NodeUnderTest(
            credentials.clientCaCertificate(), credentials.p256(), bed.place().originPort())) {
      node.apply(node.snapshot().withRevokedSerials(NodeUnderTest.CA, serials.set()));
      String many = Credentials.P256_HOST;
      String none = Credentials.keyless(many);
      measure(bed, node, many, bed.effort().warmUp());
      measure(bed, node, none, bed.effort().warmUp());
      List<Double> withMany = new ArrayList<>();
      List<Double> withNone = new ArrayList<>();
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < bed.effort().rounds(); round++) {
        withMany.add(measure(bed, node, many, bed.effort().round()));
        withNone.add(measure(bed, node, none, bed.effort().round()));
        ratios.add(withMany.getLast() / withNone.getLast());
      }
      return table(
          serials.set().size(), Spread.of(withMany), Spread.of(withNone), Spread.of(ratios));
    }
  }

  /** Processor time of the node's event loops for one handshake, in microseconds. */
  private double measure(Testbed bed, NodeUnderTest node, String host, Duration time)
      throws IOException, InterruptedException {
    Credential server = bed.place().credentials().p256();
    Profile client =
        new Profile.Http(
            Request.small(host), server.certificate(), Profile.Protocol.HTTP_1, resume);
    try (Connector connector = bed.connector(node.address(), client);
        Load load = new HandshakeLoad(connector, SLOTS)) {
      long before = loopNanos();
      long operations = load.run(time).operations();
      return (loopNanos() - before) / NANOS_PER_MICRO / operations;
    }
  }

  private static long loopNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long id : threads.getAllThreadIds()) {
      ThreadInfo thread = threads.getThreadInfo(id);
      if (thread != null && thread.getThreadName().startsWith(EVENT_LOOPS)) {
        sum += Math.max(0, threads.getThreadCpuTime(id));
      }
    }
    return sum;
  }

  private Table table(int serials, Spread many, Spread none, Spread ratio) {
    return new Table(
        name + ": " + summary(),
        List.of("revoked serials", "event loops' µs/handshake", "÷ none"),
        List.of(
            List.of("0", Figures.of(none), Figures.NONE),
            List.of(Integer.toString(serials), Figures.of(many), Figures.of(ratio))),
        List.of());
  }
}
