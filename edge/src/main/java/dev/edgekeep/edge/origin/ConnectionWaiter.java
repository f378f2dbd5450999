package dev.edgekeep.edge.origin;

/** Who waits for a new origin connection. Exactly one of the two is called, on the event loop. */
public interface ConnectionWaiter {
  /** The waiter owns the connection: it begins a request on it, or gives it back. */
  void connected(OriginConnection connection);

  void connectFailed(OriginFailure failure);
}
