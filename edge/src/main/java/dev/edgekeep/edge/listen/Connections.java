package dev.edgekeep.edge.listen;

import dev.edgekeep.edge.exchange.ExchangeContext;
import dev.edgekeep.edge.host.HostTable;
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

/** Every open connection of the node, whichever listener it came through. Any thread. */
public final class Connections {
  private static final Duration ASK_AGAIN = Duration.ofMillis(100);

  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final Tunnels tunnels;
  private final ConnectionLimits counts = new ConnectionLimits();
  private final Supplier<Limits> limits;
  private final TlsEntry tls;
  private final Exchanges exchanges;
  private final EdgeMetrics metrics;

  public Connections(ExchangeContext context, TlsContexts contexts, HandshakeLog handshakes) {
    Supplier<HostTable> hosts = context.hosts();
    this.limits = context.limits();
    this.metrics = context.metrics();
    this.tunnels = context.tunnels();
    this.exchanges = new Exchanges(context);
    this.tls =
        new TlsEntry(
            hosts,
            contexts,
            handshakes,
            metrics,
            context.clock(),
            (ctx, connection, protocol) -> exchanges.serve(ctx.pipeline(), connection, protocol),
            () -> context.rules().get().usesFingerprints());
  }

  /** The way of the connections of one listener, whose configuration may change. */
  public ChannelHandler way(Supplier<Listener> listener) {
    return new ConnectionWay(listener, limits, counts, open, tls, exchanges, metrics);
  }

  /** How many are open. */
  public int count() {
    return counts.open();
  }

  /**
   * Lets what is under way come to its end, and closes what is still there after {@code limit}.
   * Blocks; not for event loops.
   *
   * @return whether all ended by themselves
   */
  public boolean drain(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean empty = open.isEmpty();
    while (!empty && System.nanoTime() < deadline) {
      Exchanges.drain(open);
      long left = Math.min(ASK_AGAIN.toNanos(), deadline - System.nanoTime());
      empty =
          open.newCloseFuture().awaitUninterruptibly(left, TimeUnit.NANOSECONDS) || open.isEmpty();
    }
    tunnels.closeAll();
    Exchanges.closeNow(open);
    open.newCloseFuture().awaitUninterruptibly(1, TimeUnit.SECONDS);
    return empty;
  }
}
