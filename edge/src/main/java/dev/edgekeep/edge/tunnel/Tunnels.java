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
 * Every open tunnel of a node. A tunnel makes no requests at which the verdict about its client
 * could be asked again, so it is looked at when a snapshot was put in force. Any thread, but for
 * what says otherwise.
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
   * @param idle the longest silence
   * @param early what came from the client before; it is released
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

  /** Ends the tunnels whose clients are let in no more. It is done when the loops get to it. */
  public void recheck() {
    onEachLoop(LoopTunnels::recheck);
  }

  /** Ends every tunnel. It is done when the loops get to it. */
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
