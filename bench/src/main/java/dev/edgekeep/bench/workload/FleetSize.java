package dev.edgekeep.bench.workload;

import java.time.Duration;

/**
 * The size of a simulated fleet.
 *
 * @param times the number of changes, and of revocations, that are measured
 * @param outage the time for which the message server is away. Nodes pause for 7.5 seconds at most
 *     between attempts to connect: after more than that, a longer outage differs by its changes
 * @param changesInOutage changes while it is away
 */
public record FleetSize(int nodes, int hosts, int times, Duration outage, int changesInOutage) {
  static final FleetSize FULL = new FleetSize(1_000, 10_000, 20, Duration.ofSeconds(15), 200);
  static final FleetSize QUICK = new FleetSize(20, 200, 3, Duration.ofSeconds(8), 80);

  /** The same with another number of nodes. */
  public FleetSize withNodes(int count) {
    return new FleetSize(count, hosts, times, outage, changesInOutage);
  }
}
