package dev.edgekeep.edge;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.daemon.network.OpenFiles;
import dev.edgekeep.daemon.network.Transport;
import dev.edgekeep.daemon.tracing.Traces;
import dev.edgekeep.edge.admin.NodeView;
import dev.edgekeep.edge.admin.Readiness;
import dev.edgekeep.edge.compress.CompressionStages;
import dev.edgekeep.edge.compress.Encoders;
import dev.edgekeep.edge.dns.NameResolver;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.exchange.ClientSessions;
import dev.edgekeep.edge.exchange.ExchangeLogs;
import dev.edgekeep.edge.exchange.RequestAdmission;
import dev.edgekeep.edge.exchange.RequestPolicy;
import dev.edgekeep.edge.host.HostAssembly;
import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.keyserver.KeyServers;
import dev.edgekeep.edge.listen.Connections;
import dev.edgekeep.edge.listen.Listeners;
import dev.edgekeep.edge.metrics.EdgeExpiries;
import dev.edgekeep.edge.metrics.FeedState;
import dev.edgekeep.edge.metrics.PrometheusMetrics;
import dev.edgekeep.edge.ocsp.Staples;
import dev.edgekeep.edge.origin.OriginPools;
import dev.edgekeep.edge.origin.ServerStatus;
import dev.edgekeep.edge.origin.check.HealthChecks;
import dev.edgekeep.edge.respond.OriginResponders;
import dev.edgekeep.edge.revocation.RevocationView;
import dev.edgekeep.edge.rules.ActiveRule;
import dev.edgekeep.edge.rules.RuleBook;
import dev.edgekeep.edge.tls.HandshakeLog;
import dev.edgekeep.edge.tls.SessionKeySchedule;
import dev.edgekeep.edge.tls.TlsContexts;
import dev.edgekeep.edge.tunnel.Tunnels;
import dev.edgekeep.snapshot.GeoDatabase;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.tls.SessionKey;
import dev.edgekeep.x509.cert.Certificate;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An edge node: the parts of the data plane, wired here and nowhere else. It serves one snapshot,
 * applies another one whole or not at all (invariant 4), and needs nothing else. Any thread;
 * methods that block say so.
 */
public final class EdgeNode implements AutoCloseable {
  /** Long enough for every handshake that found a host in the old table to have its engine. */
  private static final Duration KEY_SERVER_WAIT = Duration.ofSeconds(10);

  private static final Duration CONTEXT_GRACE = Duration.ofSeconds(30);

  private static final Duration SESSION_KEY_CHECK = Duration.ofMinutes(1);
  private static final int CONTEXT_BUILDERS = 2;

  private final NodeOptions options;
  private final PrometheusMetrics metrics;
  private final NodeLogs logs;
  private final Traces traces;
  private final Transport transport;
  private final ExecutorService contextBuilders;
  private final KeyServers keyServers;
  private final TlsContexts contexts;
  private final SessionKeySchedule sessionKeys;
  private final OriginPools origins;
  private final HealthChecks healthChecks;
  private final Tunnels tunnels;
  private final Connections connections;
  private final Listeners listeners;
  private final NodeAdmin admin;
  private final NodeRevocation revocation;
  private final HostAssembly assembly;
  private final Drain drain;

  private volatile InForce inForce;
  private final CompletableFuture<@Nullable Void> started = new CompletableFuture<>();
  private volatile Readiness readiness = Readiness.STARTING;
  private volatile @Nullable FeedState feed;

  /** The snapshot in force and what was built from it, replaced as a whole. */
  private record InForce(Snapshot snapshot, HostTable hosts, RuleBook rules) {}

  private EdgeNode(Snapshot first, NodeOptions options) throws IOException {
    this.options = options;
    this.inForce = new InForce(first, HostTable.EMPTY, RuleBook.EMPTY);
    PrometheusRegistry registry = new PrometheusRegistry();
    metrics = new PrometheusMetrics(registry);
    logs = new NodeLogs(first.logs(), options.tap());
    traces =
        new Traces(
            "edgekeep-edge",
            options.version(),
            registry,
            warning -> record(EdgeEvent.Kind.WARNING, warning));
    metrics.build(options.version());
    metrics.logs(logs.writers());
    metrics.rules(this::ruleMatches);
    transport = Transport.start("edge", options.threads());
    contextBuilders =
        Executors.newFixedThreadPool(
            CONTEXT_BUILDERS, new DefaultThreadFactory("edge-tls-context", true));
    NameResolver names =
        NameResolver.ofSystem(
            transport.loops(), warning -> record(EdgeEvent.Kind.WARNING, warning));
    keyServers = new KeyServers(transport.loops(), names, metrics, logs, options.clock());
    revocation =
        new NodeRevocation(transport.loops(), names, options.clock(), logs, this::listsChanged);
    metrics.revocation(revocation);
    metrics.expiries(options.clock(), new EdgeExpiries(() -> inForce.snapshot, revocation)::addTo);
    assembly = new HostAssembly(revocation.sources());
    contexts =
        new TlsContexts(
            options.protocols(),
            contextBuilders,
            keyServers::get,
            revocation.fetchedStaples()::of,
            options.clock());
    sessionKeys = new SessionKeySchedule(contexts, options.clock());
    revocation.fetchedStaples().tell(new Stapling());
    Deadlines deadlines = new Deadlines();
    RequestAdmission admission = new RequestAdmission();
    tunnels = new Tunnels(deadlines, metrics);
    origins =
        new OriginPools(
            new OriginProtocols(deadlines, () -> limits().headerBytes()),
            names,
            keyServers::get,
            deadlines,
            metrics,
            OpenFiles.ofThisProcess().limit(OpenFiles.Use.ORIGINS, Integer.MAX_VALUE),
            new OriginReports(logs, options.clock()));
    metrics.origins(origins::samples);
    healthChecks =
        new HealthChecks(
            origins, transport.loops(), warning -> record(EdgeEvent.Kind.WARNING, warning));
    RequestPolicy policy =
        new RequestPolicy(
            () -> inForce.hosts,
            () -> inForce.rules,
            this::country,
            this::httpsPort,
            options.clock());
    ClientSessions sessions =
        new ClientSessions(
            policy,
            new ExchangeLogs(logs, logs, metrics, traces, options.clock()),
            new OriginResponders(origins, this::limits),
            new CompressionStages(),
            tunnels,
            this::limits,
            deadlines,
            admission);
    connections =
        new Connections(sessions, contexts, new HandshakeLog(logs, metrics, options.clock()));
    listeners = new Listeners(transport, connections::initializer);
    drain = new Drain(this, transport.loops(), listeners, connections, this::limits);
    admin = new NodeAdmin(new View(), registry);
    transport.loops().scheduleAtFixedRate(MemoryWatch.ofProcess(admission), 1, 1, TimeUnit.SECONDS);
    LoopLag.watch(transport.loops(), admission);
    transport
        .loops()
        .scheduleAtFixedRate(
            sessionKeys::refresh,
            SESSION_KEY_CHECK.toMillis(),
            SESSION_KEY_CHECK.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /**
   * Starts a node and waits until it listens.
   *
   * @throws IOException when an address cannot be bound or a log cannot be opened, naming it;
   *     nothing is left behind
   */
  public static EdgeNode start(Snapshot snapshot, NodeOptions options) throws IOException {
    OpenFiles files = OpenFiles.ofThisProcess();
    files.requireEnough();
    EdgeNode node = new EdgeNode(snapshot, options);
    try {
      node.apply(snapshot);
    } catch (IOException e) {
      node.close();
      throw e;
    }
    String warning = files.warning();
    if (warning != null) {
      node.record(EdgeEvent.Kind.WARNING, warning);
    }
    return node;
  }

  /**
   * Puts a snapshot in force. Connections and requests go on. Blocks until its addresses are bound.
   *
   * @throws IOException when an address cannot be bound or a log cannot be opened; the snapshot
   *     before stays in force
   */
  public synchronized void apply(Snapshot snapshot) throws IOException {
    Listeners.Change addresses = listeners.prepare(drain.open(snapshot.listeners()));
    NodeAdmin.Change adminChange = null;
    Runnable logChange;
    try {
      adminChange = admin.prepare(snapshot.admin());
      logChange = logs.prepare(snapshot.logs());
    } catch (IOException e) {
      addresses.abandon();
      if (adminChange != null) {
        adminChange.abandon();
      }
      throw e;
    }
    boolean isFirst = readiness.equals(Readiness.STARTING);
    String missing = Encoders.loadFor(snapshot, isFirst ? Snapshot.EMPTY : inForce.snapshot);
    if (missing != null) {
      record(EdgeEvent.Kind.WARNING, missing);
    }
    // From here on nothing can fail.
    revocation.retain(snapshot);
    origins.retain(snapshot.origins());
    healthChecks.retain(snapshot.origins());
    HostTable hosts = assembly.assemble(snapshot);
    inForce = new InForce(snapshot, hosts, inForce.rules.next(snapshot.rules()));
    tunnels.recheck();
    addresses.commit();
    adminChange.commit();
    logChange.run();
    traces.use(snapshot.node().tracing());
    Runnable releaseContexts = contexts.retain(hosts);
    Runnable releaseKeyServers = keyServers.retain(snapshot.keyServers().values());
    transport
        .loops()
        .schedule(
            () -> {
              releaseContexts.run();
              releaseKeyServers.run();
            },
            CONTEXT_GRACE.toMillis(),
            TimeUnit.MILLISECONDS);
    metrics.snapshotApplied(options.clock().instant(), hosts.size());
    becomeReady();
  }

  /** Lists that were fetched count for every verdict from now on, and for open tunnels. */
  private synchronized void listsChanged() {
    assembly.useFetchedLists();
    tunnels.recheck();
  }

  /**
   * The node is ready when it can serve every host, so it waits for key servers that start at the
   * same time. The wait is limited: an absent key server must not take the other hosts down.
   */
  private void becomeReady() {
    if (!readiness.equals(Readiness.STARTING)) {
      return;
    }
    readiness = Readiness.WAITING_FOR_KEY_SERVERS;
    var _ =
        keyServers
            .answering()
            .orTimeout(KEY_SERVER_WAIT.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((done, late) -> ready());
  }

  private synchronized void ready() {
    if (readiness.state() == Readiness.State.STARTING) {
      readiness = Readiness.READY;
    }
    started.complete(null);
  }

  /** Blocks until the node is ready or has ended, some seconds at most. */
  public void awaitReady() {
    started.join();
  }

  /** The snapshot in force. Does not block. */
  public Snapshot snapshot() {
    return inForce.snapshot;
  }

  /** Records an event of the node as a whole. */
  public void record(EdgeEvent.Kind kind, String detail) {
    if (kind == EdgeEvent.Kind.SNAPSHOT_REFUSED) {
      metrics.snapshotRefused();
    }
    logs.record(EdgeEvent.ofNode(options.clock().instant(), kind, detail));
  }

  /** The counters that the control plane draws; see the reference of the feed for their names. */
  public Map<String, Long> totals() {
    return metrics.totals();
  }

  /** The match count of each rule, since the rule was added. */
  public Map<String, Long> ruleMatches() {
    Map<String, Long> matches = new LinkedHashMap<>();
    for (ActiveRule active : inForce.rules.rules()) {
      matches.put(active.rule().name(), active.matches());
    }
    return matches;
  }

  /**
   * The health of the servers of an origin of the snapshot in force; empty when it has none of that
   * name.
   */
  public List<ServerStatus> servers(String originName) {
    Origin origin = inForce.snapshot.origins().get(originName);
    return origin == null ? List.of() : origins.status(origin);
  }

  /**
   * Replaces the keys that seal TLS sessions, for connections from now on: nodes with the same keys
   * resume each other's sessions, each for the same host, mode and trust. By default the node has
   * keys of its own.
   *
   * @param keys in any order; each seals from its time on, all open. After {@link
   *     SessionKeySchedule#GROUP_KEY_LIFE} without newer ones the node seals with keys of its own
   */
  public void useSessionKeys(List<SessionKey> keys) {
    sessionKeys.use(keys);
  }

  /** Opens the log files again, after they were rotated. */
  public void reopenLogs() {
    logs.reopen();
  }

  /**
   * The listening addresses in the order of the configuration, with the ports chosen for port 0.
   */
  public List<InetSocketAddress> addresses() {
    return listeners.addresses();
  }

  /** The address of the admin server; null when there is none. */
  public synchronized @Nullable InetSocketAddress adminAddress() {
    return admin.address();
  }

  /** Tells what the admin pages and metrics say about the feed that the snapshots come from. */
  public synchronized void follow(FeedState state) {
    boolean first = feed == null;
    feed = state;
    if (first) {
      metrics.feed(() -> feed == null ? state : feed);
    }
  }

  /**
   * Drains the node while it goes on running: it is not ready at once, so that balancers send no
   * more clients; it listens on for a while, then closes its listeners, and lets requests under way
   * finish. {@link #resume} ends that. Nothing, when it was told already.
   *
   * @param listensFor the time that balancers have to notice
   */
  public synchronized void hold(Duration listensFor) {
    if (drain.begin(listensFor)) {
      record(EdgeEvent.Kind.DRAINING, Readiness.DRAINED.reason());
    }
  }

  /**
   * Serves again after {@link #hold}. Blocks until the addresses are bound.
   *
   * @throws IOException when an address cannot be bound; the node stays as it is
   */
  public synchronized void resume() throws IOException {
    if (drain.end(inForce.snapshot.listeners())) {
      record(EdgeEvent.Kind.STARTED, "the control plane has told the node to serve again");
    }
  }

  /** Returns whether the node was told to drain. */
  public boolean isHeld() {
    return drain.isBegun();
  }

  /**
   * Accepts no new connections, lets requests under way finish, and closes the remaining
   * connections after the snapshot's drain time-out. Blocks until then.
   *
   * @return whether all connections ended in time
   */
  public boolean drain() {
    readiness = Readiness.DRAINING;
    listeners.close();
    return connections.drain(inForce.snapshot.limits().drainTimeout());
  }

  /** Ends at once; to end well, {@link #drain} first. Blocks for a few seconds at most. */
  @Override
  public synchronized void close() {
    readiness = Readiness.DRAINING;
    started.complete(null);
    listeners.close();
    connections.drain(Duration.ZERO);
    admin.close();
    keyServers.close();
    healthChecks.close();
    revocation.close();
    transport.stop();
    contextBuilders.shutdownNow();
    contexts.close();
    traces.close();
    logs.close();
  }

  private @Nullable String country(InetAddress address) {
    GeoDatabase geo = inForce.snapshot.geo();
    return geo == null ? null : geo.country(address);
  }

  private Limits limits() {
    return inForce.snapshot.limits();
  }

  private int httpsPort() {
    return listeners.httpsPort();
  }

  /** Puts another OCSP response into the TLS contexts of the hosts with a certificate. */
  private final class Stapling implements Staples.Listener {
    @Override
    public boolean isServed(Certificate leaf) {
      return contexts.serves(leaf) || NodeRevocation.fetchesInAdvance(inForce.snapshot, leaf);
    }

    @Override
    public void changed(Certificate leaf) {
      contexts.rebuild(
          leaf,
          release ->
              transport.loops().schedule(release, CONTEXT_GRACE.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  /** The node as the admin pages see it. */
  private final class View implements NodeView {
    @Override
    public Readiness readiness() {
      Readiness now = readiness;
      FeedState state = feed;
      if (!now.equals(Readiness.DRAINING) && state != null && state.version() == 0) {
        return Readiness.WAITING_FOR_FEED;
      }
      return now.isReady() && isHeld() ? Readiness.DRAINED : now;
    }

    @Override
    public @Nullable FeedState feed() {
      return feed;
    }

    @Override
    public Map<HostPattern, Host> hosts() {
      return inForce.snapshot.hosts();
    }

    @Override
    public List<ServerStatus> servers(Origin origin) {
      return origins.status(origin);
    }

    @Override
    public boolean hasTlsContext(HostPattern name) {
      ServedHost host = inForce.hosts.get(name.name());
      return host != null && contexts.isBuilt(host);
    }

    @Override
    public RevocationView revocation() {
      return revocation;
    }
  }
}
