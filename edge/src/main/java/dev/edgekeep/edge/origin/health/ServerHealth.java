package dev.edgekeep.edge.origin.health;

/**
 * The health of one server of an origin, as far as it is known. Unhealthy servers are tried last,
 * not left out: if all are unhealthy, requests still reach one. Event loop only.
 */
public interface ServerHealth {
  /**
   * @param now a reading of {@link System#nanoTime}
   */
  boolean isHealthy(long now);

  /**
   * The part of its weight that the server has now, above 0 and at most 1.
   *
   * @param now a reading of {@link System#nanoTime}
   */
  default double share(long now) {
    return 1;
  }

  /** A connection to the server was established. */
  default void connected() {}

  /**
   * A connection to the server could not be established.
   *
   * @param now a reading of {@link System#nanoTime}
   */
  default void connectFailed(long now) {}
}
