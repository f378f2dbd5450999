package dev.edgekeep.edge.exchange;

import dev.edgekeep.config.logs.LogTarget;
import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.edge.NodeOptions;
import dev.edgekeep.edge.testing.EdgeClients;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.RecordingEvents;
import dev.edgekeep.snapshot.AdminEndpoint;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.Logs;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.cert.SerialSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A whole edge node with TLS, whose time limits are too long to be what ends a connection. */
final class NodeHarness implements AutoCloseable {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  final RecordingEvents events = new RecordingEvents();
  final TestCa serverRoot = TestCa.root("Server root", KeyType.P_256);
  final TestCa clientRoot = TestCa.root("Client root", KeyType.P_256);
  final ClientCa partners = Hosts.clientCa("partners", clientRoot.certificate());
  final Credential server =
      serverRoot.issue(
          Leaf.server(
              "localhost",
              "www.example.com",
              "off.example.com",
              "request.example.com",
              "require.example.com"));
  final Credential client = clientRoot.issue(Leaf.client("client"));
  final EdgeClients clients = new EdgeClients(serverRoot.certificate());
  private final Path folder;
  private List<Listener> listeners = List.of();
  private Limits limits = limits();
  private Map<String, SerialSet> revoked = Map.of();
  private @Nullable EdgeNode node;

  NodeHarness(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /** Listens on these from the next {@code serve} on, instead of on one TLS listener. */
  NodeHarness listening(Listener... wanted) {
    listeners = List.of(wanted);
    return this;
  }

  /** Has these limits from the next {@code serve} on. */
  NodeHarness limiting(Limits wanted) {
    limits = wanted;
    return this;
  }

  /** Has these certificates of {@link #partners} revoked from the next {@code serve} on. */
  NodeHarness revoking(X509Certificate... certificates) {
    revoked = Hosts.revoked(partners, certificates);
    return this;
  }

  /** Serves these hosts on one TLS listener from now on. */
  NodeHarness serve(@Nullable String defaultHost, Host... hosts) {
    return serve(defaultHost, List.of(), hosts);
  }

  NodeHarness serve(@Nullable String defaultHost, List<Rule> rules, Host... hosts) {
    Snapshot snapshot = snapshot(defaultHost, rules, hosts);
    try {
      if (node == null) {
        node = EdgeNode.start(snapshot, new NodeOptions("test", 2, InstantSource.system(), events));
      } else {
        node.apply(snapshot);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private Snapshot snapshot(@Nullable String defaultHost, List<Rule> rules, Host... hosts) {
    Map<HostPattern, Host> byName = new LinkedHashMap<>();
    Map<String, Origin> origins = new LinkedHashMap<>();
    for (Host host : hosts) {
      byName.put(host.name(), host);
      origins.put(host.origin().name(), host.origin());
    }
    HostPattern fallback = defaultHost == null ? null : new HostPattern(defaultHost);
    Logs logs =
        new Logs(
            new LogTarget.ToFile(accessLog()), new LogTarget.ToFile(folder.resolve("events.log")));
    return Snapshot.builder()
        .node(
            new NodeSettings(
                null,
                listeners.isEmpty() ? List.of(new Listener(ANY_PORT, false, fallback)) : listeners,
                new AdminEndpoint(ANY_PORT, false),
                null,
                limits,
                logs))
        .clientCas(Hosts.clientCas(hosts))
        .revokedSerials(revoked)
        .origins(origins)
        .hosts(byName)
        .rules(rules)
        .build();
  }

  private static Limits limits() {
    Limits all = Limits.DEFAULT;
    return new Limits(
        Duration.ofSeconds(60),
        LONG,
        LONG,
        LONG,
        Duration.ZERO,
        all.headerBytes(),
        all.maxConcurrentStreams(),
        all.connections(),
        all.connectionsPerAddress());
  }

  InetSocketAddress adminAddress() {
    return Objects.requireNonNull(running().adminAddress());
  }

  InetSocketAddress address(int listener) {
    return running().addresses().get(listener);
  }

  InetSocketAddress address() {
    return running().addresses().getFirst();
  }

  private EdgeNode running() {
    return Objects.requireNonNull(node, "not served yet");
  }

  private Path accessLog() {
    return folder.resolve("access.log");
  }

  /** The lines of the access log so far. */
  List<String> accessLines() {
    try {
      return Files.exists(accessLog()) ? Files.readAllLines(accessLog()) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether the metrics page contains this line. */
  boolean hasMetric(String line) {
    return adminPage("/metrics").lines().anyMatch(line::equals);
  }

  /** The hosts as the admin port shows them. */
  String hostsPage() {
    return adminPage("/hosts");
  }

  private String adminPage(String path) {
    URI uri = URI.create("http://127.0.0.1:" + adminAddress().getPort() + path);
    try (var page = uri.toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean hasNoConnection() {
    return hasMetric("edgekeep_connections 0.0");
  }

  @Override
  public void close() {
    if (node != null) {
      node.close();
    }
  }
}
