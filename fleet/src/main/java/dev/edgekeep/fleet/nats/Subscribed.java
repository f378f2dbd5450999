package dev.edgekeep.fleet.nats;

/** A subscription that outlives interruptions of its connection. Any thread. */
public interface Subscribed extends AutoCloseable {
  /** Ends it: a message that is being received is finished, and no other follows. */
  @Override
  void close();
}
