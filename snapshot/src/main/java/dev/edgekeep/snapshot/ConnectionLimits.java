package dev.edgekeep.snapshot;

import dev.edgekeep.config.value.Bounds;
import java.time.Duration;

/**
 * Limits of one node's connections to each server of an origin.
 *
 * @param maxPerServer connections to a server, over all event loops
 * @param queue requests that may wait for a connection to a server, over all event loops
 * @param queueTimeout the longest wait
 */
public record ConnectionLimits(int maxPerServer, int queue, Duration queueTimeout) {
  public static final Bounds MAX_PER_SERVER = new Bounds(1, 100_000);
  public static final Bounds QUEUE = new Bounds(0, 10_000);
  public static final Bounds QUEUE_TIMEOUT_MILLIS = new Bounds(1, 600_000);
  public static final ConnectionLimits DEFAULT =
      new ConnectionLimits(512, 100, Duration.ofSeconds(1));

  public ConnectionLimits {
    MAX_PER_SERVER.check("maxPerServer", maxPerServer);
    QUEUE.check("queue", queue);
    QUEUE_TIMEOUT_MILLIS.check("queueTimeoutMillis", queueTimeout);
  }
}
