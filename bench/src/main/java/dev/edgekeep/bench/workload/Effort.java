package dev.edgekeep.bench.workload;

import java.time.Duration;

/**
 * How much is done to come by a figure.
 *
 * @param rounds how often every server has its turn
 * @param round how long a turn lasts
 * @param warmUp load on each server before the first round
 * @param starts how often a server is started where starting is measured
 * @param idleConnections connections that are held open
 * @param hosts hosts in a large configuration
 * @param revokedSerials serial numbers that are revoked where revocation is measured
 * @param firstSeconds load on a server that has just started
 */
public record Effort(
    int rounds,
    Duration round,
    Duration warmUp,
    int starts,
    int idleConnections,
    int hosts,
    int revokedSerials,
    Duration firstSeconds) {
  /** For figures: some 30 minutes with all workloads and peers. */
  public static final Effort FULL =
      new Effort(
          5,
          Duration.ofSeconds(4),
          Duration.ofSeconds(20),
          5,
          2_000,
          100_000,
          1_000_000,
          Duration.ofSeconds(40));

  /** To see that everything works: figures are rough. */
  public static final Effort QUICK =
      new Effort(
          2,
          Duration.ofMillis(600),
          Duration.ofMillis(600),
          1,
          200,
          2_000,
          10_000,
          Duration.ofSeconds(7));
}
