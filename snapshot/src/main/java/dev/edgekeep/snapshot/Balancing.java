package dev.edgekeep.snapshot;

import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.snapshot.Origin.LoadBalancing;
import java.time.Duration;

/**
 * The choice of a server for each request.
 *
 * @param hashBy what {@link LoadBalancing#HASH} hashes
 * @param slowStart the time in which the share of a server that is new or has come back grows to
 *     its whole weight; zero: it has the whole weight at once. It does not apply to hashes
 */
public record Balancing(LoadBalancing algorithm, HashBy hashBy, Duration slowStart) {
  public static final Bounds SLOW_START_MILLIS = new Bounds(0, 3_600_000);
  public static final Balancing DEFAULT = of(LoadBalancing.ROUND_ROBIN);

  public Balancing {
    SLOW_START_MILLIS.check("slowStartMillis", slowStart);
  }

  /** An algorithm with the defaults for the others. */
  public static Balancing of(LoadBalancing algorithm) {
    return new Balancing(algorithm, HashBy.CLIENT_ADDRESS, Duration.ofSeconds(10));
  }
}
