package dev.edgekeep.edge.keyserver;

import java.time.Duration;

/**
 * How patient the edge is with key servers. Tests are less so.
 *
 * @param firstRetry before an address that could not be connected to is tried again; doubled with
 *     each failure
 * @param lastRetry the longest that becomes
 * @param ping how long a connection may be silent before it is pinged
 * @param pong how long the answer to a ping may take
 * @param late the least time after which an answer counts as late, where there is another address
 * @param ramp how long an address that came back is given less than its share
 * @param settled how long a connection must have held for its end to be no failure, and an address
 *     must have been back for that to be told
 * @param restart how long an address that was lost is waited for, where there is no other
 * @param failing how long an address that does not do what it is asked is asked last, at first
 */
record Pace(
    Duration firstRetry,
    Duration lastRetry,
    Duration ping,
    Duration pong,
    Duration late,
    Duration ramp,
    Duration settled,
    Duration restart,
    Duration failing) {
  static final Pace DEFAULT =
      new Pace(
          Duration.ofMillis(100),
          Duration.ofSeconds(30),
          Duration.ofSeconds(3),
          Duration.ofSeconds(2),
          Duration.ofMillis(100),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1));
}
