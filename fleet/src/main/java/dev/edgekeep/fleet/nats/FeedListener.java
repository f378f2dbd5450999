package dev.edgekeep.fleet.nats;

/** Is told about a connection. Called by its threads: must not block. */
public interface FeedListener {
  /** Connected, or connected again: messages that came in between were missed. */
  default void connected() {}

  /** The connection is lost, or could not be made; it is tried again for ever. */
  default void disconnected(String reason) {}
}
