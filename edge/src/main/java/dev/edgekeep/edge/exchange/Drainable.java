package dev.edgekeep.edge.exchange;

/** A client's connection that can be closed gracefully. */
public interface Drainable {
  /**
   * Accepts no new requests, lets those in progress finish, then closes; an idle connection closes
   * at once. HTTP/1.1 sends {@code Connection: close}, HTTP/2 GOAWAY. Any thread.
   */
  void gracefulClose();

  /** Closes at once, whatever is in progress. Any thread. */
  void closeNow();
}
