package dev.edgekeep.edge.keyserver;

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
 * All key servers of the snapshots in force. Equal configurations share their connections, so that
 * a reload that leaves a key server as it was is not noticed by it. Any thread; nothing blocks.
 */
public final class KeyServers implements AutoCloseable {
  private final EventLoopGroup loops;
  private final EdgeMetrics metrics;
  private final EventLog events;
  private final InstantSource clock;
  private final Pace pace;
  private final ConcurrentMap<KeyServer, KeyServerClient> clients = new ConcurrentHashMap<>();
  private volatile Set<KeyServer> retained = Set.of();

  /**
   * @param loops where connections are made ahead of the first handshake
   * @param clock for the time of events
   */
  public KeyServers(
      EventLoopGroup loops, EdgeMetrics metrics, EventLog events, InstantSource clock) {
    this(loops, metrics, events, clock, Pace.DEFAULT);
  }

  KeyServers(
      EventLoopGroup loops, EdgeMetrics metrics, EventLog events, InstantSource clock, Pace pace) {
    this.loops = loops;
    this.metrics = metrics;
    this.events = events;
    this.clock = clock;
    this.pace = pace;
  }

  /** The one that {@code config} names; made when there is none yet. */
  public KeyOperations get(KeyServer config) {
    return client(config);
  }

  private KeyServerClient client(KeyServer config) {
    return clients.computeIfAbsent(
        config,
        missing ->
            new KeyServerClient(missing, metrics.keyServer(missing.name()), events, clock, pace));
  }

  /**
   * Connects to these from every event loop, and keeps connected, so that the first handshake need
   * not wait for it.
   *
   * @return closes those that are not among the latest {@code inForce}, each once what it was asked
   *     for has ended; to be run when no handshake can be about to ask them
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

  /** Completed once each of those in force has answered at one of its addresses. */
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

  /** An address that another configuration of the same name has too is still of interest. */
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

  /** Closes all connections; what waits for an answer fails. */
  @Override
  public void close() {
    clients.values().forEach(KeyServerClient::shutDown);
    clients.clear();
  }
}
