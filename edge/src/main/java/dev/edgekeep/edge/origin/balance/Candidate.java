package dev.edgekeep.edge.origin.balance;

/** A server of an origin, as it is chosen. Times are readings of {@link System#nanoTime}. */
public interface Candidate {
  /** The server, {@code host:port}: its hash decides about the requests that it gets. */
  String name();

  /** Requests to it that are under way from this event loop. */
  int requests();

  /** True if it is preferred to servers that are not healthy. */
  boolean isHealthy(long now);

  /** Its configured share of the requests, relative to the other servers; at least 1. */
  int weight();

  /** The part of the weight that it has now, above 0 and at most 1: less while it starts. */
  double share(long now);

  /** True if a request would have to wait for a connection. */
  boolean isBusy();

  /** True if it is chosen only when no healthy server is left that is not a backup. */
  boolean isBackup();
}
