package dev.edgekeep.edge.exchange;

/** A client's connection that can be asked to come to its end. */
public interface Drainable {
  /**
   * Takes no new requests, lets those under way finish, then closes; an idle connection closes at
   * once. HTTP/1.1 says {@code Connection: close}, HTTP/2 GOAWAY. Any thread.
   */
  void gracefulClose();

  /** Closes whatever is under way. Any thread. */
  void closeNow();
}
