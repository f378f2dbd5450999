package dev.edgekeep.keyserver;

import static java.util.Objects.requireNonNull;

import dev.edgekeep.daemon.network.Transport;
import dev.edgekeep.daemon.reload.Reloads;
import dev.edgekeep.keyserver.Preparation.Prepared;
import dev.edgekeep.keyserver.access.Permission;
import dev.edgekeep.keyserver.access.RateLimits;
import dev.edgekeep.keyserver.admin.AdminServer;
import dev.edgekeep.keyserver.admin.KeyServerView;
import dev.edgekeep.keyserver.admin.ReloadResult;
import dev.edgekeep.keyserver.audit.ServerEvent;
import dev.edgekeep.keyserver.audit.ServerEvent.Kind;
import dev.edgekeep.keyserver.audit.ServerLogs;
import dev.edgekeep.keyserver.config.ConfigSource;
import dev.edgekeep.keyserver.config.KeyServerConfig;
import dev.edgekeep.keyserver.key.CryptoProvider;
import dev.edgekeep.keyserver.key.HeldKey;
import dev.edgekeep.keyserver.key.KeyInfo;
import dev.edgekeep.keyserver.key.KeySources;
import dev.edgekeep.keyserver.metrics.KeyServerMetrics;
import dev.edgekeep.keyserver.serve.Connections;
import dev.edgekeep.keyserver.serve.Listener;
import dev.edgekeep.keyserver.serve.ServerContext;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A key server: its parts, wired here and nowhere else. Files and folders that were read are
 * watched; what was read anew is put in force whole, or not at all. Any thread, but for what says
 * that it blocks.
 */
public final class KeyServer implements AutoCloseable {
  /**
   * An answer may wait so long for others of its connection, and one operation longer. Less than a
   * network takes; some tens of the fast operations.
   */
  private static final Duration TURN = Duration.ofMillis(1);

  /** Operations of a token wait for its hardware: as many at once as tokens usually serve. */
  private static final int TOKEN_THREADS = 16;

  private final Options options;
  private final CryptoProvider crypto;
  private final KeySources keySources;
  private final Preparation preparation;
  private final ServerLogs logs;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final KeyServerMetrics metrics = new KeyServerMetrics(registry);
  private final RateLimits rates = new RateLimits(System::nanoTime);
  private final Workers fileWorkers;
  private final Workers tokenWorkers = new Workers("keyserver-token", TOKEN_THREADS, Duration.ZERO);
  private final Transport transport;
  private final Connections connections;

  private @Nullable Listener listener;
  private @Nullable AdminServer admin;
  private @Nullable Reloads reloads;
  private boolean closed;

  private volatile Prepared inForce;
  private volatile boolean ready;

  /**
   * What a key server is run with, apart from what it is told.
   *
   * @param version of the program, for the metrics
   */
  public record Options(String version, InstantSource clock) {
    /** With the system's clock. */
    public static Options of(String version) {
      return new Options(version, InstantSource.system());
    }
  }

  private KeyServer(
      Prepared first,
      CryptoProvider crypto,
      KeySources keySources,
      Preparation preparation,
      Options options)
      throws IOException {
    KeyServerConfig config = first.config();
    this.options = options;
    this.crypto = crypto;
    this.keySources = keySources;
    this.preparation = preparation;
    this.inForce = first;
    logs = new ServerLogs(config.logs());
    fileWorkers = new Workers("keyserver-worker", config.threads(), TURN);
    transport = Transport.start("keyserver", Math.max(1, config.threads() / 2));
    connections =
        new Connections(
            new ServerContext(
                () -> inForce.serving(),
                rates,
                fileWorkers,
                tokenWorkers,
                logs,
                metrics,
                options.clock()));
    metrics.build(options.version(), crypto.name());
    metrics.logs(logs.writers());
    metrics.inFlight(Map.of("file", fileWorkers::inFlight, "token", tokenWorkers::inFlight));
    metrics.keys(this::keysByAlgorithm);
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
    Instant readAt = Instant.now();
    CryptoProvider crypto = CryptoProvider.fastest();
    KeySources keySources = new KeySources(crypto);
    Preparation preparation = new Preparation(source, keySources, options.clock());
    switch (preparation.prepare(null)) {
      case Preparation.Refused refused -> {
        keySources.close();
        throw new KeyServerRefusedException(refused.problems());
      }
      case Prepared first -> {
        return start(first, readAt, crypto, keySources, preparation, options);
      }
    }
  }

  private static KeyServer start(
      Prepared first,
      Instant readAt,
      CryptoProvider crypto,
      KeySources keySources,
      Preparation preparation,
      Options options)
      throws IOException {
    KeyServer server;
    try {
      server = new KeyServer(first, crypto, keySources, preparation, options);
    } catch (IOException e) {
      first.serving().tls().release();
      keySources.close();
      throw e;
    }
    try {
      server.open(first, readAt);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return server;
  }

  private synchronized void open(Prepared first, Instant readAt) throws IOException {
    InetSocketAddress adminAddress = first.config().admin();
    listener = Listener.open(first.config().listen(), transport, connections);
    if (adminAddress != null) {
      admin = AdminServer.start(adminAddress, new View(), registry);
    }
    reloads = Reloads.start(first.files(), readAt, this::reloadWhatChanged);
    ready = true;
    record(Kind.STARTED, "edgekeep " + options.version() + ", " + describe(first));
    warnings().forEach(warning -> record(Kind.WARNING, warning));
  }

  /** What a key server would serve with. */
  public record Checked(List<KeyInfo> keys, List<String> warnings) {}

  /**
   * Reads configuration and keys as {@link #start} does, and goes no further. Blocks.
   *
   * @throws KeyServerRefusedException when the configuration or a key is wrong
   */
  public static Checked check(ConfigSource source) throws KeyServerRefusedException {
    try (KeySources keySources = new KeySources(CryptoProvider.fastest())) {
      Preparation.Result result =
          new Preparation(source, keySources, InstantSource.system()).prepare(null);
      return switch (result) {
        case Preparation.Refused refused -> throw new KeyServerRefusedException(refused.problems());
        case Prepared prepared -> {
          prepared.abandon(null);
          yield new Checked(infos(prepared), prepared.warnings());
        }
      };
    }
  }

  /** Where edges connect, with the port that was taken for port 0. */
  public synchronized InetSocketAddress address() {
    return requireNonNull(listener, "not started").address();
  }

  /** Where the admin server listens; null when there is none. */
  public synchronized @Nullable InetSocketAddress adminAddress() {
    return admin == null ? null : admin.address();
  }

  /** The keys that are held. */
  public List<KeyInfo> keys() {
    return infos(inForce);
  }

  private static List<KeyInfo> infos(Prepared prepared) {
    return prepared.serving().keys().keys().stream().map(HeldKey::info).toList();
  }

  /** What is doubtful about what is in force. */
  public List<String> warnings() {
    String slow = crypto.slowBecause();
    return slow == null
        ? inForce.warnings()
        : Stream.concat(
                Stream.of("cryptography will be slow: " + slow), inForce.warnings().stream())
            .toList();
  }

  /**
   * Reads configuration and keys anew, and puts them in force. No connection ends, but those of
   * edges that are no longer trusted; operations under way end with the keys they began with.
   * Blocks.
   */
  public ReloadResult reload() {
    return reload(true).result;
  }

  /** What came of a reload, and what is to be watched from then on. */
  private record Reread(ReloadResult result, Set<Path> files) {}

  private Set<Path> reloadWhatChanged() {
    return reload(false).files;
  }

  /**
   * @param asked whether somebody wants to know, even if nothing has changed
   */
  private synchronized Reread reload(boolean asked) {
    if (closed) {
      return new Reread(new ReloadResult.Refused(List.of("the key server has ended")), Set.of());
    }
    Instant readAt = Instant.now();
    Preparation.Result prepared = preparation.prepare(inForce);
    ReloadResult result =
        switch (prepared) {
          case Preparation.Refused refused -> refused(refused.problems());
          case Prepared fresh -> apply(fresh, asked);
        };
    if (reloads != null) {
      reloads.follow(prepared.files(), readAt);
    }
    return new Reread(result, prepared.files());
  }

  private ReloadResult apply(Prepared fresh, boolean asked) {
    Prepared before = inForce;
    Runnable moveLogs;
    try {
      moveLogs = logs.prepare(fresh.config().logs());
    } catch (IOException e) {
      fresh.abandon(before);
      return refused(List.of("logs: " + e.getMessage()));
    }
    // From here on nothing can fail.
    List<KeyInfo> keysBefore = keys();
    inForce = fresh;
    moveLogs.run();
    List<Permission> entries = fresh.config().access().entries();
    rates.keepOnly(entries == null ? List.of() : entries);
    connections.recheck();
    before.abandon(fresh);
    keySources.releaseUnused();
    metrics.reloaded(true);
    if (asked || !keys().equals(keysBefore) || !fresh.config().equals(before.config())) {
      record(Kind.RELOADED, describe(fresh));
      warnings().forEach(warning -> record(Kind.WARNING, warning));
    }
    return new ReloadResult.Reloaded(keys(), warnings());
  }

  private ReloadResult refused(List<String> problems) {
    metrics.reloaded(false);
    record(
        Kind.RELOAD_REFUSED,
        "configuration and keys of before stay in force: " + String.join("; ", problems));
    return new ReloadResult.Refused(problems);
  }

  /** Opens log files anew, after they were rotated away. */
  public void reopenLogs() {
    logs.reopen();
  }

  /**
   * Takes no new connections, lets operations under way end, and closes what is left after the
   * configuration's drain time-out. Blocks until then.
   *
   * @return whether all ended by themselves
   */
  public boolean drain() {
    ready = false;
    record(Kind.DRAINING, "told to end: no new connections, operations under way are finished");
    stopListening();
    boolean allEnded = connections.drain(inForce.config().limits().drainTimeout());
    record(Kind.STOPPED, allEnded ? "all connections ended" : "the drain time-out has passed");
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
    inForce.abandon(null);
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
      record(Kind.FAILED, "watching files could not be ended: " + e.getMessage());
    }
  }

  private void record(Kind kind, String detail) {
    logs.record(ServerEvent.ofServer(options.clock().instant(), kind, detail));
  }

  private static String describe(Prepared prepared) {
    return "keys held: " + prepared.serving().keys().size();
  }

  private Map<String, Long> keysByAlgorithm() {
    return keys().stream()
        .collect(Collectors.groupingBy(KeyInfo::algorithm, Collectors.counting()));
  }

  /** What the admin port shows. */
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
    public ReloadResult reload() {
      return KeyServer.this.reload();
    }
  }
}
