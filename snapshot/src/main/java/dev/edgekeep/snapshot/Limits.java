package dev.edgekeep.snapshot;

import java.time.Duration;

/**
 * Bounds on what one client may cost.
 *
 * @param headerBytes the largest request or response head
 * @param connectionsPerAddress the most connections open at once from one client address
 */
public record Limits(Duration handshakeTimeout, int headerBytes, int connectionsPerAddress) {
  public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), 65_536, 1_000);
}
