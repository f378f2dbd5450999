package dev.edgekeep.edge.origin.http1;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.origin.ConnectionOwner;
import dev.edgekeep.edge.origin.OriginConnection;
import dev.edgekeep.edge.origin.OriginProtocol;
import dev.edgekeep.edge.origin.OriginServer;
import io.netty.channel.Channel;

/** HTTP/1.1 towards origins: one stream on a connection at a time, kept alive between them. */
public final class Http1Protocol implements OriginProtocol {
  private final Deadlines deadlines;

  /**
   * @param deadlines keeps the time limits of requests
   */
  public Http1Protocol(Deadlines deadlines) {
    this.deadlines = deadlines;
  }

  @Override
  public OriginConnection connection(Channel channel, OriginServer server, ConnectionOwner owner) {
    Http1OriginConnection connection = new Http1OriginConnection(channel, server, owner, deadlines);
    channel.pipeline().addLast(connection);
    return connection;
  }

  @Override
  public int streamsPerConnection() {
    return 1;
  }
}
