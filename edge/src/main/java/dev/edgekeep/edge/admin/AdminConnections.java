package dev.edgekeep.edge.admin;

import io.netty.channel.Channel;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections of the admin server. One too many takes the place of the oldest: whoever holds
 * connections open keeps nobody from asking. Event loop only.
 */
final class AdminConnections {
  private final Set<Channel> open = new LinkedHashSet<>();
  private final int most;

  AdminConnections(int most) {
    this.most = most;
  }

  void admit(Channel channel) {
    if (open.size() >= most) {
      Channel oldest = open.iterator().next();
      open.remove(oldest);
      oldest.close();
    }
    open.add(channel);
    channel.closeFuture().addListener(closed -> open.remove(channel));
  }
}
