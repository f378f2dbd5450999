package dev.edgekeep.edge.origin.health;

import java.time.Instant;

/**
 * The health of a server, for people.
 *
 * @param reason in a few words
 * @param since the time of the latest change
 */
public record HealthStatus(boolean isHealthy, String reason, Instant since) {
  /** The status of a server before anything is known about it. */
  public static final HealthStatus UNKNOWN = healthy("no failure is known", Instant.EPOCH);

  static HealthStatus healthy(String reason, Instant since) {
    return new HealthStatus(true, reason, since);
  }

  static HealthStatus unhealthy(String reason, Instant since) {
    return new HealthStatus(false, reason, since);
  }
}
