package dev.edgekeep.daemon.admin;

import io.netty.channel.Channel;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections of an admin server. One too many closes the oldest, so a client that holds
 * connections open locks nobody out. Event loop only.
 */
final class AdminConnections {
  private final Set<Channel> open = new LinkedHashSet<>();
  private final int limit;

  AdminConnections(int limit) {
    this.limit = limit;
  }

  /** Counts a new connection until it closes. */
  void admit(Channel channel) {
    if (open.size() >= limit) {
      Channel oldest = open.iterator().next();
      open.remove(oldest);
      oldest.close();
    }
    open.add(channel);
    channel.closeFuture().addListener(closed -> open.remove(channel));
  }
}
