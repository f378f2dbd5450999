package dev.edgekeep.snapshot.wire;

import dev.edgekeep.config.logs.LogTarget;
import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.config.tracing.TracingSettings;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.GeoDatabase;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.ProxyProtocol;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.TestGeo;
import dev.edgekeep.x509.cert.SerialSet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Snapshots with everything that can be in one, chosen at random from a few values of each. */
final class RandomSnapshots extends RandomValues {
  private final RandomServers servers;
  private final RandomHosts hosts;
  private final RandomRules rules;

  RandomSnapshots(Random random) {
    super(random);
    servers = new RandomServers(random);
    hosts = new RandomHosts(random);
    rules = new RandomRules(random);
  }

  Snapshot next() {
    Map<String, ClientCa> cas = named(List.of("partners", "users", "org/staff"), servers::clientCa);
    Map<String, KeyServer> keyServers = named(List.of("vault", "hsm"), servers::keyServer);
    Map<String, Origin> origins =
        named(List.of("app", "site/app", "old"), name -> servers.origin(name, keyServers));
    Map<HostPattern, Host> served = new HashMap<>();
    for (int i = 0; i < 12 && !origins.isEmpty(); i++) {
      if (random.nextBoolean()) {
        Host host = hosts.host("h%d.example".formatted(i), cas, keyServers, origins);
        served.put(host.name(), host);
      }
    }
    Map<String, SerialSet> revoked = new HashMap<>();
    cas.keySet().forEach(ca -> revoked.put(ca, servers.serials()));
    return Snapshot.builder()
        .node(node(served.keySet()))
        .clientCas(cas)
        .revokedSerials(revoked)
        .keyServers(keyServers)
        .origins(origins)
        .hosts(served)
        .rules(rules.rules())
        .unavailable(
            random.nextBoolean()
                ? Map.of()
                : Map.of(new HostPattern("gone.example"), "no key: " + random.nextInt(2)))
        .build();
  }

  private NodeSettings node(Set<HostPattern> hosts) {
    if (random.nextInt(3) == 0) {
      return NodeSettings.NONE;
    }
    HostPattern fallback = hosts.isEmpty() ? null : maybe(hosts.iterator().next());
    return new NodeSettings(
        maybe("edge-1"),
        List.of(
            new Listener(address("127.0.0.1", 8443), false, fallback),
            new Listener(
                address("::1", 8080),
                true,
                null,
                maybe(new ProxyProtocol(List.of(AddressRange.parse("10.0.0.0/8")))))),
        maybe(new AdminEndpoint(address("0.0.0.0", 9901), true)),
        maybe(geo()),
        limits(),
        new Logs(one(targets()), one(targets())),
        maybe(
            new TracingSettings(
                URI.create("https://otlp.example:4318"),
                Map.of("authorization", "Bearer x"),
                0.012_5,
                random.nextBoolean())));
  }

  private Limits limits() {
    return random.nextBoolean()
        ? Limits.DEFAULT
        : Limits.builder()
            .handshakeTimeout(Duration.ofMillis(1_234))
            .headerBytes(2_048)
            .maxConcurrentStreams(7)
            .connections(99)
            .connectionsPerAddress(3)
            .build();
  }

  private static List<LogTarget> targets() {
    return List.of(
        LogTarget.OFF,
        LogTarget.STDOUT,
        LogTarget.STDERR,
        new LogTarget.ToFile(Path.of("/var/log/edge.log")));
  }

  private GeoDatabase geo() {
    try {
      return GeoDatabase.of(TestGeo.knowing(198, one(List.of("DE", "CN"))));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
