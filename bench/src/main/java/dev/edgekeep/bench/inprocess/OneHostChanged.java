package dev.edgekeep.bench.inprocess;

import dev.edgekeep.bench.measure.Latencies;
import dev.edgekeep.bench.peers.Credentials;
import dev.edgekeep.bench.report.Figures;
import dev.edgekeep.bench.report.Table;
import dev.edgekeep.bench.workload.Testbed;
import dev.edgekeep.bench.workload.Workload;
import dev.edgekeep.snapshot.ForwardPolicy;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures a change of one host, or of a revocation, among very many hosts: from the call to its
 * effect.
 */
public final class OneHostChanged implements Workload {
  private static final int TIMES_EACH_ROUND = 20;
  private static final double NANOS_PER_MILLI = 1e6;

  @Override
  public String name() {
    return "one-host-changed";
  }

  @Override
  public String summary() {
    return "one host changed among very many: making the snapshot and putting it in force";
  }

  @Override
  public Table run(Testbed bed) throws IOException {
    Credentials credentials = bed.place().credentials();
    try (NodeUnderTest node =
        new NodeUnderTest(
            credentials.clientCaCertificate(), credentials.p256(), bed.place().originPort())) {
      Snapshot many = many(node.snapshot(), bed.effort().hosts());
      node.apply(many);
      Host host = many.hosts().values().iterator().next();
      Latencies changed = new Latencies();
      Latencies revoked = new Latencies();
      for (int i = -TIMES_EACH_ROUND; i < TIMES_EACH_ROUND * bed.effort().rounds(); i++) {
        Host next = telling(host, "X-Client-" + Math.abs(i));
        long begin = System.nanoTime();
        many = many.withHost(next);
        node.apply(many);
        long middle = System.nanoTime();
        many =
            many.withRevokedSerials(
                NodeUnderTest.CA,
                SerialSet.of(SerialNumber.parse(Integer.toHexString(Math.abs(i) + 1))));
        node.apply(many);
        if (i >= 0) {
          changed.record(middle - begin);
          revoked.record(System.nanoTime() - middle);
        }
      }
      return table(many.hosts().size(), changed, revoked);
    }
  }

  private static Snapshot many(Snapshot few, int count) {
    Map<HostPattern, Host> hosts = new LinkedHashMap<>(few.hosts());
    Host model = few.hosts().values().iterator().next();
    for (int i = 0; i < count; i++) {
      Host host = named(model, new HostPattern("h%d.bench.test".formatted(i)), model.forward());
      hosts.put(host.name(), host);
    }
    return few.toBuilder().hosts(hosts).build();
  }

  private static Host telling(Host host, String header) {
    return named(host, host.name(), new ForwardPolicy(Set.of(), header, true));
  }

  private static Host named(Host model, HostPattern name, ForwardPolicy forward) {
    return new Host(
        name,
        model.certificates(),
        model.clientAuth(),
        model.tls(),
        model.https(),
        forward,
        model.origin());
  }

  private Table table(int hosts, Latencies changed, Latencies revoked) {
    return new Table(
        name() + ": " + summary(),
        List.of("change", "hosts", "times", "p50 ms", "p99 ms"),
        List.of(row("a host", hosts, changed), row("a revocation", hosts, revoked)),
        List.of());
  }

  private static List<String> row(String change, int hosts, Latencies latencies) {
    return List.of(
        change,
        Integer.toString(hosts),
        Long.toString(latencies.count()),
        Figures.of(latencies.quantile(0.5) / NANOS_PER_MILLI),
        Figures.of(latencies.quantile(0.99) / NANOS_PER_MILLI));
  }
}
