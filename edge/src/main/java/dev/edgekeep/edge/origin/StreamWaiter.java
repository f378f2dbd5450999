package dev.edgekeep.edge.origin;

import java.net.InetAddress;

/**
 * Waits for one of {@link PooledConnections} with room for a stream. One of the two is called,
 * once, on the event loop of the pool.
 */
public interface StreamWaiter {
  /**
   * {@link PooledConnections#open} opens a stream now. A waiter that no longer wants one does
   * nothing.
   */
  void connected();

  void connectFailed(OriginFailure failure);

  /** The client that the request is from: clients take turns where requests have to wait. */
  InetAddress clientAddress();
}
