package dev.edgekeep.edge.tunnel;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import io.netty.channel.EventLoop;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The open tunnels of one event loop. That loop only. */
final class LoopTunnels {
  /** Certificates and revocation lists expire without notice. */
  private static final long RECHECK_MILLIS = 1_000;

  private final EventLoop loop;
  private final Deadlines deadlines;
  private final EdgeMetrics metrics;
  private final Set<Tunnel> open = new HashSet<>();
  private boolean isTicking;

  LoopTunnels(EventLoop loop, Deadlines deadlines, EdgeMetrics metrics) {
    this.loop = loop;
    this.deadlines = deadlines;
    this.metrics = metrics;
  }

  void add(Tunnel tunnel) {
    assert loop.inEventLoop();
    open.add(tunnel);
    deadlines.watch(tunnel.idleLimit(), loop);
    metrics.tunnelOpened();
    if (!isTicking) {
      tick();
    }
  }

  void remove(Tunnel tunnel) {
    open.remove(tunnel);
    deadlines.unwatch(tunnel.idleLimit());
    metrics.tunnelClosed();
  }

  /** Ends the tunnels whose clients are no longer admitted. */
  void recheck() {
    List.copyOf(open).forEach(Tunnel::recheck);
  }

  void closeAll() {
    List.copyOf(open).forEach(tunnel -> tunnel.close(TunnelEnding.STOPPED));
  }

  private void tick() {
    isTicking = true;
    var _ = loop.schedule(this::recheckAgain, RECHECK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void recheckAgain() {
    recheck();
    isTicking = false;
    if (!open.isEmpty() && !loop.isShuttingDown()) {
      tick();
    }
  }
}
