package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.dial.DialListener;
import dev.edgekeep.edge.dial.Dialer;
import dev.edgekeep.edge.origin.health.ServerHealth;
import io.netty.channel.Channel;

/**
 * A server of an origin for connections that are in no pool: those of its health checks, with the
 * same TLS and protocol as all others. Event loop only.
 */
public final class UnpooledServer {
  private final OriginServer server;
  private final SharedServer shared;
  private final OriginProtocol protocol;
  private final Dialer dialer;
  private final ConnectionLimit limit;

  UnpooledServer(
      OriginServer server,
      SharedServer shared,
      OriginProtocol protocol,
      Dialer dialer,
      ConnectionLimit limit) {
    this.server = server;
    this.shared = shared;
    this.protocol = protocol;
    this.dialer = dialer;
    this.limit = limit;
  }

  /**
   * Makes a connection, unless the node has no place for one. The place is given back by {@link
   * #release}.
   *
   * @return false when there is no place; the listener hears nothing then
   */
  public boolean dial(DialListener listener) {
    if (!limit.tryAcquire()) {
      return false;
    }
    dialer.dial(listener);
    return true;
  }

  /** Speaks the origin's protocol on a connected channel. */
  public OriginConnection connection(Channel channel, ConnectionOwner owner) {
    return protocol.connection(channel, server, owner);
  }

  /** Gives back the place of a connection that has ended, or could not be made. */
  public void release() {
    limit.release();
  }

  public ServerHealth health() {
    return shared.health();
  }
}
