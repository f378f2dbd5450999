package dev.edgekeep.edge.dial;

import io.netty.channel.Channel;

/** Who waits for a connection. Exactly one of the two is called, on the event loop. */
public interface Dialed {
  /**
   * The receiver owns the channel, which is open, with TLS done where there is any. Its handler is
   * to be added before this returns.
   */
  void connected(Channel channel);

  /**
   * @param why for the operator: {@code Connection refused}, or what is wrong with the server's
   *     certificate
   */
  void dialFailed(String why);
}
