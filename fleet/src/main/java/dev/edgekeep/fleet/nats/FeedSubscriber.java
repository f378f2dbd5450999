package dev.edgekeep.fleet.nats;

/** Receives the messages of subjects, one after the other, on one thread, which may block. */
@FunctionalInterface
public interface FeedSubscriber {
  /**
   * @param reply where to answer a request; empty: no answer is expected
   * @param data must not be changed
   */
  void message(String subject, String reply, byte[] data) throws InterruptedException;

  /** Messages were discarded, because there were too many. Any thread; must not block. */
  default void lost() {}
}
