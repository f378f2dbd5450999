package dev.edgekeep.edge.exchange;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.respond.ResponderFactory;
import dev.edgekeep.edge.respond.StageFactory;
import dev.edgekeep.edge.tunnel.Tunnels;
import dev.edgekeep.snapshot.Limits;
import io.netty.channel.EventLoop;
import java.util.function.Supplier;

/**
 * Opens the sessions of a node's client connections. Any thread.
 *
 * @param limits the current ones; any thread
 */
public record ClientSessions(
    RequestPolicy policy,
    ExchangeLogs logs,
    ResponderFactory responders,
    StageFactory stages,
    Tunnels tunnels,
    Supplier<Limits> limits,
    Deadlines deadlines,
    RequestAdmission admission) {
  /** A session for a connection; {@code loop} is its event loop. */
  public ClientSession open(ClientConnection connection, EventLoop loop) {
    return new ClientSession(this, connection, loop);
  }
}
