package dev.edgekeep.bench.workload;

import java.time.Duration;

/**
 * The amount of measurement.
 *
 * @param rounds the number of turns of each server
 * @param round the duration of a turn
 * @param warmUp load on each server before the first round
 * @param starts the number of starts when measuring startup
 * @param idleConnections the number of open connections
 * @param hosts hosts in a large configuration
 * @param revokedSerials revoked serial numbers when measuring revocation
 * @param firstSeconds load on a server that has just started
 * @param fleet the fleet when measuring distribution
 */
public record Effort(
    int rounds,
    Duration round,
    Duration warmUp,
    int starts,
    int idleConnections,
    int hosts,
    int revokedSerials,
    Duration firstSeconds,
    FleetSize fleet) {
  /** For figures: about 30 minutes with all workloads and peers. */
  public static final Effort FULL =
      new Effort(
          5,
          Duration.ofSeconds(4),
          Duration.ofSeconds(20),
          5,
          2_000,
          100_000,
          1_000_000,
          Duration.ofSeconds(40),
          FleetSize.FULL);

  /** For checking that everything works: figures are rough. */
  public static final Effort QUICK =
      new Effort(
          2,
          Duration.ofMillis(600),
          Duration.ofMillis(600),
          1,
          200,
          2_000,
          10_000,
          Duration.ofSeconds(7),
          FleetSize.QUICK);
}
