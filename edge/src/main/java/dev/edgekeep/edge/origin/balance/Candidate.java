package dev.edgekeep.edge.origin.balance;

/** A server of an origin, as it is chosen. Event loop only. */
public interface Candidate {
  /** Requests to it that are under way from this event loop. */
  int requests();

  /**
   * True if it is preferred to servers that are not healthy.
   *
   * @param now a reading of {@link System#nanoTime}
   */
  boolean isHealthy(long now);
}
