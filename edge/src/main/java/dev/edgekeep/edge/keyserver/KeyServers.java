package dev.edgekeep.edge.keyserver;

import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.snapshot.KeyServer;
import io.netty.channel.EventLoopGroup;
import java.time.InstantSource;
import java.util.Collection;

/**
 * All key servers of the snapshots in force. Equal configurations share their connections, so that
 * a reload that leaves a key server as it was is not noticed by it. Any thread; nothing blocks.
 */
public final class KeyServers implements AutoCloseable {
  private static final KeyServerFailure NOT_YET =
      new KeyServerFailure(KeyServerFailure.Kind.UNREACHABLE, "key servers are not asked yet");

  /**
   * @param loops where connections are made ahead of the first handshake
   * @param clock for the time of events
   */
  public KeyServers(
      EventLoopGroup loops, EdgeMetrics metrics, EventLog events, InstantSource clock) {}

  /** The one that {@code config} names; made when there is none yet. */
  public KeyOperations get(KeyServer config) {
    return (loop, request, result) -> result.failed(NOT_YET);
  }

  /**
   * Connects to these from every event loop, and keeps connected, so that the first handshake need
   * not wait for it.
   *
   * @return closes those that are not among the latest {@code inForce}, each once what it was asked
   *     for has ended; to be run when no handshake can be about to ask them
   */
  public Runnable retain(Collection<KeyServer> inForce) {
    return () -> {};
  }

  /** Closes all connections; what waits for an answer fails. */
  @Override
  public void close() {}
}
