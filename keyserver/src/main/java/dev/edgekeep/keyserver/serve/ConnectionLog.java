package dev.edgekeep.keyserver.serve;

import dev.edgekeep.config.value.Addresses;
import dev.edgekeep.keyserver.access.EdgeIdentity;
import dev.edgekeep.keyserver.audit.ServerEvent;
import dev.edgekeep.x509.cert.Certificate;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Records the refusal or end of connections: one event and one count each. Any thread. */
final class ConnectionLog {
  private final ServerContext server;

  ConnectionLog(ServerContext server) {
    this.server = server;
  }

  /**
   * A connection is refused.
   *
   * @param presented the certificate of the peer; null for none
   */
  void refused(Channel channel, String reason, String detail, @Nullable Certificate presented) {
    server.metrics().connectionRefused(reason);
    EdgeIdentity edge = presented == null ? null : EdgeIdentity.of(presented);
    record(ServerEvent.Kind.CONNECTION_REFUSED, channel, reason, detail, edge);
  }

  /** The server ends a connection that it had accepted. */
  void ended(Channel channel, EdgeIdentity edge, String reason, String detail) {
    server.metrics().connectionEnded(reason);
    record(ServerEvent.Kind.CONNECTION_ENDED, channel, reason, detail, edge);
  }

  /** Another event of a connection. */
  void record(
      ServerEvent.Kind kind,
      Channel channel,
      @Nullable String reason,
      String detail,
      @Nullable EdgeIdentity edge) {
    server
        .log()
        .record(
            new ServerEvent(
                server.clock().instant(),
                kind,
                reason,
                detail,
                peer(channel),
                edge == null ? null : edge.toString(),
                edge == null || edge.serial() == null ? null : edge.serial().toString(),
                edge == null || edge.issuer() == null ? null : edge.issuer().toString()));
  }

  /** The address of the peer. */
  static String peer(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? Addresses.text(address)
        : String.valueOf(channel.remoteAddress());
  }
}
