package dev.edgekeep.edge.keyserver;

import java.time.Duration;

/**
 * Times of the connections to key servers. Immutable.
 *
 * @param firstRetry the pause after a first failure to connect; doubled with each failure
 * @param lastRetry the longest pause
 * @param ping the silence after which a connection is pinged
 * @param pong the time limit of the answer to a ping
 * @param late the shortest time after which an answer counts as late, where there is another
 *     address
 * @param ramp the time for which an address that came back gets less than its share
 * @param settled the age of a connection from which its end is not a failure, and from which its
 *     address is reported as back
 * @param restart the time for which a lost address is waited for, where there is no other
 * @param failing the first time for which an address that does not perform operations is asked last
 */
record Timeouts(
    Duration firstRetry,
    Duration lastRetry,
    Duration ping,
    Duration pong,
    Duration late,
    Duration ramp,
    Duration settled,
    Duration restart,
    Duration failing) {
  static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofMillis(100),
          Duration.ofSeconds(30),
          Duration.ofSeconds(3),
          Duration.ofSeconds(2),
          Duration.ofMillis(100),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1));

  Timeouts withRetries(Duration first, Duration last) {
    return new Timeouts(first, last, ping, pong, late, ramp, settled, restart, failing);
  }

  Timeouts withPings(Duration ping, Duration pong) {
    return new Timeouts(firstRetry, lastRetry, ping, pong, late, ramp, settled, restart, failing);
  }

  Timeouts withLate(Duration late) {
    return new Timeouts(firstRetry, lastRetry, ping, pong, late, ramp, settled, restart, failing);
  }

  Timeouts withRecovery(Duration ramp, Duration settled) {
    return new Timeouts(firstRetry, lastRetry, ping, pong, late, ramp, settled, restart, failing);
  }

  Timeouts withFailures(Duration restart, Duration failing) {
    return new Timeouts(firstRetry, lastRetry, ping, pong, late, ramp, settled, restart, failing);
  }
}
