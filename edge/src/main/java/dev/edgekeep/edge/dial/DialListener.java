package dev.edgekeep.edge.dial;

import io.netty.channel.Channel;

/** Waits for a connection. One of these is called, once, on the event loop of the dialer. */
public interface DialListener {
  /**
   * The connection is established, TLS included. The receiver owns the channel, and adds its
   * handler before this returns.
   */
  void connected(Channel channel);

  /**
   * @param reason for the operator: {@code Connection refused}, or the fault of the server's
   *     certificate
   */
  void dialFailed(String reason);

  /** The same for a time limit that has passed. By default it is a failure like any other. */
  default void dialTimedOut(String reason) {
    dialFailed(reason);
  }
}
