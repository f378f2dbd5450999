package dev.edgekeep.edge.listen;

import dev.edgekeep.edge.exchange.ClientSessions;
import dev.edgekeep.edge.exchange.RequestPolicy;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.edge.tls.HandshakeLog;
import dev.edgekeep.edge.tls.TlsContexts;
import dev.edgekeep.edge.tls.TlsEntry;
import dev.edgekeep.edge.tunnel.Tunnels;
import dev.edgekeep.snapshot.Limits;
import dev.edgekeep.snapshot.Listener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The open connections of the node, of all listeners. Any thread. */
public final class Connections {
  private static final Duration DRAIN_INTERVAL = Duration.ofMillis(100);

  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final Tunnels tunnels;
  private final ConnectionLimits counts = new ConnectionLimits();
  private final Supplier<Limits> limits;
  private final TlsEntry tls;
  private final HttpProtocols protocols;
  private final HandshakeLog handshakes;
  private final EdgeMetrics metrics;
  private final RefusedConnections refused;

  public Connections(ClientSessions sessions, TlsContexts contexts, HandshakeLog handshakes) {
    RequestPolicy policy = sessions.policy();
    this.limits = sessions.limits();
    this.metrics = sessions.logs().metrics();
    this.refused = new RefusedConnections(sessions.logs().events(), policy.clock());
    this.tunnels = sessions.tunnels();
    this.handshakes = handshakes;
    this.protocols = new HttpProtocols(sessions);
    this.tls =
        new TlsEntry(
            policy.hosts(),
            contexts,
            handshakes,
            metrics,
            policy.clock(),
            (ctx, connection, protocol) -> protocols.serve(ctx.pipeline(), connection, protocol),
            () -> policy.rules().get().usesFingerprints(),
            sessions.logs().traces());
  }

  /** The initializer of the connections of one listener, whose configuration may change. */
  public ChannelHandler initializer(Supplier<Listener> listener) {
    return new ConnectionInitializer(
        listener, limits, counts, open, tls, protocols, handshakes, metrics, refused);
  }

  /** The number of open connections. */
  public int count() {
    return counts.open();
  }

  /**
   * Lets requests in progress finish, and closes the connections that are left after {@code limit}.
   * Blocks; not for event loops.
   *
   * @return whether all connections ended by themselves
   */
  public boolean drain(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean empty = open.isEmpty();
    while (!empty && System.nanoTime() < deadline) {
      HttpProtocols.drain(open);
      long left = Math.min(DRAIN_INTERVAL.toNanos(), deadline - System.nanoTime());
      empty =
          open.newCloseFuture().awaitUninterruptibly(left, TimeUnit.NANOSECONDS) || open.isEmpty();
    }
    tunnels.closeAll();
    HttpProtocols.closeNow(open);
    open.newCloseFuture().awaitUninterruptibly(1, TimeUnit.SECONDS);
    return empty;
  }
}
