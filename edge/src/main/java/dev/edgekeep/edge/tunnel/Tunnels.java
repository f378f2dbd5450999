package dev.edgekeep.edge.tunnel;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * The open tunnels of a node. No request follows on a tunnel that would have its client verified
 * again, so tunnels are checked when a snapshot was applied, and every second. Any thread, unless a
 * method says otherwise.
 */
public final class Tunnels {
  private final Deadlines deadlines;
  private final EdgeMetrics metrics;
  private final ConcurrentMap<EventLoop, LoopTunnels> byLoop = new ConcurrentHashMap<>();

  public Tunnels(Deadlines deadlines, EdgeMetrics metrics) {
    this.deadlines = deadlines;
    this.metrics = metrics;
  }

  /**
   * Joins two ends, both of the event loop {@code loop} of the caller.
   *
   * @param idle the longest time without bytes
   * @param early bytes that the client sent before; they are released
   */
  public void open(
      TunnelEnd client,
      TunnelEnd origin,
      TunnelWatch watch,
      Duration idle,
      Iterable<ByteBuf> early,
      EventLoop loop) {
    LoopTunnels home =
        byLoop.computeIfAbsent(loop, missing -> new LoopTunnels(missing, deadlines, metrics));
    Tunnel tunnel = new Tunnel(client, origin, watch, home, idle.toNanos());
    home.add(tunnel);
    tunnel.start(early);
  }

  /** Ends the tunnels whose clients are no longer admitted, each on its event loop, later. */
  public void recheck() {
    onEachLoop(LoopTunnels::recheck);
  }

  /** Ends every tunnel, each on its event loop, later. */
  public void closeAll() {
    onEachLoop(LoopTunnels::closeAll);
  }

  private void onEachLoop(Consumer<LoopTunnels> action) {
    byLoop.forEach((loop, tunnels) -> {
      if (!loop.isShuttingDown()) {
        loop.execute(() -> action.accept(tunnels));
      }
    });
  }
}
