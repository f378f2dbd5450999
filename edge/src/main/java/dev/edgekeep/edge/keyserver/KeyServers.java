package dev.edgekeep.edge.keyserver;

import dev.edgekeep.edge.dns.NameResolver;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.snapshot.KeyServer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * All key servers of the snapshots in force. Equal configurations share their connections, so a
 * reload that does not change a key server keeps them. Any thread; nothing blocks.
 */
public final class KeyServers implements AutoCloseable {
  private final EventLoopGroup loops;
  private final NameResolver names;
  private final EdgeMetrics metrics;
  private final EventLog events;
  private final InstantSource clock;
  private final Timeouts timeouts;
  private final ConcurrentMap<KeyServer, KeyServerClient> clients = new ConcurrentHashMap<>();
  private volatile Set<KeyServer> retained = Set.of();

  /**
   * @param loops the event loops that connect before the first handshake
   * @param names looks up the names of key servers
   * @param clock for the time of events
   */
  public KeyServers(
      EventLoopGroup loops,
      NameResolver names,
      EdgeMetrics metrics,
      EventLog events,
      InstantSource clock) {
    this(loops, names, metrics, events, clock, Timeouts.DEFAULT);
  }

  KeyServers(
      EventLoopGroup loops,
      NameResolver names,
      EdgeMetrics metrics,
      EventLog events,
      InstantSource clock,
      Timeouts timeouts) {
    this.loops = loops;
    this.names = names;
    this.metrics = metrics;
    this.events = events;
    this.clock = clock;
    this.timeouts = timeouts;
  }

  /** The client of a key server, created when there is none yet. */
  public KeyOperations get(KeyServer config) {
    return client(config);
  }

  private KeyServerClient client(KeyServer config) {
    return clients.computeIfAbsent(
        config,
        missing ->
            new KeyServerClient(
                missing, names, metrics.keyServer(missing.name()), events, clock, timeouts));
  }

  /**
   * Connects to these from every event loop, and stays connected, so that the first handshake need
   * not wait.
   *
   * @return closes the key servers that are not among the latest {@code inForce}, each once its
   *     operations have ended; to be run when no handshake can need them any more
   */
  public Runnable retain(Collection<KeyServer> inForce) {
    retained = Set.copyOf(inForce);
    for (KeyServer config : retained) {
      KeyServerClient client = client(config);
      for (EventExecutor executor : loops) {
        client.connect((EventLoop) executor);
      }
    }
    return this::releaseOthers;
  }

  /** Completes once each key server in force has answered at one of its addresses. */
  public CompletableFuture<Void> answering() {
    return CompletableFuture.allOf(
        retained.stream()
            .map(config -> client(config).answering())
            .toArray(CompletableFuture[]::new));
  }

  private void releaseOthers() {
    for (KeyServerClient client : clients.values()) {
      if (!retained.contains(client.config())) {
        clients.remove(client.config());
        client.close();
        forget(client.config());
      }
    }
  }

  /** Keeps an address that another configuration of the same name also has. */
  private void forget(KeyServer gone) {
    for (KeyServer.Address address : gone.addresses()) {
      boolean isKept =
          clients.keySet().stream()
              .anyMatch(
                  other -> other.name().equals(gone.name()) && other.addresses().contains(address));
      if (!isKept) {
        metrics.keyServer(gone.name()).forget(address.toString());
      }
    }
  }

  /** Closes all connections; operations under way fail. */
  @Override
  public void close() {
    clients.values().forEach(KeyServerClient::shutDown);
    clients.clear();
  }
}
