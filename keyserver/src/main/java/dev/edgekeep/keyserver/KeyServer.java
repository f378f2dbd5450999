package dev.edgekeep.keyserver;

import static java.util.Objects.requireNonNull;

import dev.edgekeep.daemon.admin.AdminServer;
import dev.edgekeep.daemon.network.OpenFiles;
import dev.edgekeep.daemon.network.Transport;
import dev.edgekeep.daemon.reload.Reloads;
import dev.edgekeep.daemon.tracing.Traces;
import dev.edgekeep.keyserver.Preparation.Prepared;
import dev.edgekeep.keyserver.access.RateLimits;
import dev.edgekeep.keyserver.admin.AdminPages;
import dev.edgekeep.keyserver.admin.KeyServerView;
import dev.edgekeep.keyserver.admin.ReloadResult;
import dev.edgekeep.keyserver.audit.ServerEvent.Kind;
import dev.edgekeep.keyserver.audit.ServerLogs;
import dev.edgekeep.keyserver.audit.TracedAudit;
import dev.edgekeep.keyserver.config.ConfigSource;
import dev.edgekeep.keyserver.config.KeyServerConfig;
import dev.edgekeep.keyserver.key.CryptoProvider;
import dev.edgekeep.keyserver.key.KeyInfo;
import dev.edgekeep.keyserver.key.KeySources;
import dev.edgekeep.keyserver.metrics.KeyServerMetrics;
import dev.edgekeep.keyserver.pkcs11.TokenListener;
import dev.edgekeep.keyserver.serve.Connections;
import dev.edgekeep.keyserver.serve.Listener;
import dev.edgekeep.keyserver.serve.ServerContext;
import dev.edgekeep.keyserver.serve.TokenWorkers;
import dev.edgekeep.keyserver.serve.Workers;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A key server: its parts, wired here and nowhere else. The files and folders that it reads are
 * watched; a changed configuration is put in force whole, or not at all. Any thread; methods that
 * block say so.
 */
public final class KeyServer implements AutoCloseable {
  /**
   * The time that an answer may wait for others of its connection, besides one operation. It is
   * less than the latency of a network, and enough for some tens of fast operations.
   */
  private static final Duration TURN = Duration.ofMillis(1);

  /** Operations of a token wait for its hardware; tokens usually serve so many at once. */
  private static final int TOKEN_THREADS = 16;

  private final KeySources keySources;
  private final Preparation preparation;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ServerLogs logs;
  private final Traces traces;
  private final InForce inForce;
  private final Workers fileWorkers;
  private final TokenWorkers tokenWorkers = new TokenWorkers("keyserver-token", TOKEN_THREADS);
  private final Transport transport;
  private final Connections connections;

  private @Nullable Listener listener;
  private @Nullable AdminServer admin;
  private @Nullable Reloads reloads;
  private boolean closed;

  private volatile boolean ready;

  /**
   * The circumstances of a key server, apart from its configuration.
   *
   * @param version of the program, for the metrics
   */
  public record Options(String version, InstantSource clock) {
    /** With the system's clock. */
    public static Options of(String version) {
      return new Options(version, InstantSource.system());
    }
  }

  private KeyServer(Prepared first, KeySources keySources, Preparation preparation, Options options)
      throws IOException {
    KeyServerConfig config = first.config();
    KeyServerMetrics metrics = new KeyServerMetrics(registry);
    RateLimits rates = new RateLimits(System::nanoTime);
    this.keySources = keySources;
    this.preparation = preparation;
    logs = new ServerLogs(config.logs());
    inForce = new InForce(first, rates, logs, metrics, options.clock());
    traces =
        new Traces(
            "edgekeep-keyserver",
            options.version(),
            registry,
            warning -> inForce.record(Kind.WARNING, warning));
    traces.use(config.tracing());
    fileWorkers = new Workers("keyserver-worker", config.threads(), TURN);
    transport = Transport.start("keyserver", Math.max(1, config.threads() / 2));
    connections =
        new Connections(
            new ServerContext(
                inForce::serving,
                rates,
                fileWorkers,
                tokenWorkers,
                new TracedAudit(logs, traces),
                metrics,
                options.clock()));
    metrics.build(options.version(), preparation.crypto().name());
    metrics.logs(logs.writers());
    metrics.inFlight(Map.of("file", fileWorkers::inFlight, "token", tokenWorkers::inFlight));
    metrics.keys(this::keysByAlgorithm);
    metrics.tokens(keySources::tokens);
    metrics.expiries(
        options.clock(), expiries -> KeyServerExpiries.add(inForce.prepared().config(), expiries));
    keySources.listen(new TokenEvents());
  }

  /**
   * Starts a key server and waits until it listens. Blocks.
   *
   * @throws KeyServerRefusedException when the configuration or a key is wrong
   * @throws IOException when an address cannot be bound or a log cannot be opened, naming it;
   *     nothing is left behind
   */
  public static KeyServer start(ConfigSource source, Options options)
      throws KeyServerRefusedException, IOException {
    OpenFiles.ofThisProcess().requireEnough();
    Instant readAt = Instant.now();
    CryptoProvider crypto = CryptoProvider.fastest();
    KeySources keySources = new KeySources(crypto);
    Preparation preparation = new Preparation(source, keySources, crypto);
    switch (preparation.prepare(null)) {
      case Preparation.Refused refused -> {
        keySources.close();
        throw new KeyServerRefusedException(refused.problems());
      }
      case Prepared first -> {
        KeyServer server = wired(first, keySources, preparation, options);
        server.open(readAt, options.version());
        return server;
      }
    }
  }

  private static KeyServer wired(
      Prepared first, KeySources keySources, Preparation preparation, Options options)
      throws IOException {
    try {
      return new KeyServer(first, keySources, preparation, options);
    } catch (IOException e) {
      first.abandon(null);
      keySources.close();
      throw e;
    }
  }

  private synchronized void open(Instant readAt, String version) throws IOException {
    Prepared first = inForce.prepared();
    InetSocketAddress adminAddress = first.config().admin();
    try {
      listener = Listener.open(first.config().listen(), transport, connections);
      if (adminAddress != null) {
        admin = AdminPages.serve(adminAddress, new View(), registry);
      }
      reloads = Reloads.start(first.files(), readAt, this::reloadChanges);
    } catch (IOException e) {
      close();
      throw e;
    }
    ready = true;
    inForce.recordKeys(Kind.STARTED, "edgekeep " + version + ", ");
    String warning = OpenFiles.ofThisProcess().warning();
    if (warning != null) {
      inForce.record(Kind.WARNING, warning);
    }
  }

  /**
   * The result of a check.
   *
   * @param keys the number of keys
   */
  public record Checked(int keys, List<String> warnings) {}

  /**
   * Reads configuration and keys as {@link #start} does, and goes no further. Blocks.
   *
   * @throws KeyServerRefusedException when the configuration or a key is wrong
   */
  public static Checked check(ConfigSource source) throws KeyServerRefusedException {
    CryptoProvider crypto = CryptoProvider.fastest();
    try (KeySources keySources = new KeySources(crypto)) {
      return switch (new Preparation(source, keySources, crypto).prepare(null)) {
        case Preparation.Refused refused -> throw new KeyServerRefusedException(refused.problems());
        case Prepared prepared -> {
          prepared.abandon(null);
          yield new Checked(prepared.serving().keys().size(), prepared.warnings());
        }
      };
    }
  }

  /** The address for edges, with the port that was chosen for port 0. */
  public synchronized InetSocketAddress address() {
    return requireNonNull(listener, "not started").address();
  }

  /** The address of the admin server; null when there is none. */
  public synchronized @Nullable InetSocketAddress adminAddress() {
    return admin == null ? null : admin.address();
  }

  /** The keys that are held. */
  public List<KeyInfo> keys() {
    return inForce.keys();
  }

  /** Doubtful things about the configuration and keys in force, one sentence each. */
  public List<String> warnings() {
    return inForce.warnings();
  }

  /**
   * Reads configuration and keys again, and puts them in force. Connections stay, except those of
   * edges that are no longer trusted; operations under way end with the keys they began with.
   * Blocks.
   */
  public ReloadResult reload() {
    return reload(true).result;
  }

  /** The result of a reload, and the files to watch from then on. */
  private record Reread(ReloadResult result, Set<Path> files) {}

  private Set<Path> reloadChanges() {
    return reload(false).files;
  }

  /**
   * @param asked whether to record the reload even if nothing has changed
   */
  private synchronized Reread reload(boolean asked) {
    if (closed) {
      return new Reread(new ReloadResult.Refused(List.of("the key server has ended")), Set.of());
    }
    Instant readAt = Instant.now();
    Preparation.Result prepared = preparation.prepare(inForce.prepared());
    ReloadResult result = inForce.replace(prepared, asked, this::replaced);
    if (reloads != null) {
      reloads.follow(prepared.files(), readAt);
    }
    return new Reread(result, prepared.files());
  }

  private void replaced() {
    traces.use(inForce.prepared().config().tracing());
    connections.recheck();
    keySources.releaseUnused();
  }

  /** Opens the log files again, after they were rotated. */
  public void reopenLogs() {
    logs.reopen();
  }

  /**
   * Accepts no new connections, lets operations under way end, and closes the remaining connections
   * after the configuration's drain time-out. Blocks until then.
   *
   * @return whether all connections ended in time
   */
  public boolean drain() {
    ready = false;
    inForce.record(
        Kind.DRAINING, "shutting down: no new connections, operations under way are finished");
    stopListening();
    boolean allEnded = connections.drain(inForce.serving().limits().drainTimeout());
    inForce.record(
        Kind.STOPPED, allEnded ? "all connections ended" : "the drain time-out has passed");
    return allEnded;
  }

  /** Ends at once; to end well, {@link #drain} first. Blocks for a few seconds at most. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    ready = false;
    stopListening();
    connections.drain(Duration.ZERO);
    if (admin != null) {
      admin.close();
    }
    closeReloads();
    fileWorkers.close();
    tokenWorkers.close();
    transport.stop();
    keySources.close();
    inForce.prepared().abandon(null);
    traces.close();
    logs.close();
  }

  private synchronized void stopListening() {
    if (listener != null) {
      listener.close();
    }
  }

  private void closeReloads() {
    try {
      if (reloads != null) {
        reloads.close();
        reloads = null;
      }
    } catch (IOException e) {
      inForce.record(Kind.FAILED, "watching files could not be ended: " + e.getMessage());
    }
  }

  private Map<String, Long> keysByAlgorithm() {
    return keys().stream()
        .collect(Collectors.groupingBy(KeyInfo::algorithm, Collectors.counting()));
  }

  /** Records lost tokens, so that operators need not infer them from failed handshakes. */
  private final class TokenEvents implements TokenListener {
    @Override
    public void lost(String token, String why) {
      inForce.record(
          Kind.TOKEN_LOST,
          "token %s cannot be used, and operations with its keys fail until it is back: %s"
              .formatted(token, why));
    }

    @Override
    public void returned(String token) {
      inForce.record(Kind.TOKEN_RETURNED, "token %s can be used again".formatted(token));
    }
  }

  /** The key server as the admin pages see it. */
  private final class View implements KeyServerView {
    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public List<KeyInfo> keys() {
      return KeyServer.this.keys();
    }

    @Override
    public Map<String, Boolean> tokens() {
      return keySources.tokens();
    }

    @Override
    public ReloadResult reload() {
      return KeyServer.this.reload();
    }
  }
}
