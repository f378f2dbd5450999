package dev.edgekeep.keyserver.config;

import dev.edgekeep.config.value.Bounds;
import java.time.Duration;

/**
 * Bounds on what edges may cost.
 *
 * @param connections the most connections open at once
 * @param connectionsPerEdge the most connections open at once of one edge: the same subject, DNS
 *     names and URIs
 * @param inFlightPerConnection the most operations of one connection that wait or are under way;
 *     beyond it nothing more is read from the connection. Half of them may be for keys on tokens;
 *     beyond that such a request is answered with an error, so that others are still read
 * @param inFlight the most operations of all connections that wait or are under way, for keys of
 *     files and for keys on tokens each; beyond it requests are answered with an error at once, but
 *     for those of an edge that has less than its fair share
 * @param handshakeTimeout from the accepted connection to the end of the TLS handshake
 * @param idleTimeout the longest time without a request
 * @param drainTimeout how long operations under way may take after the server was told to stop
 */
public record Limits(
    int connections,
    int connectionsPerEdge,
    int inFlightPerConnection,
    int inFlight,
    Duration handshakeTimeout,
    Duration idleTimeout,
    Duration drainTimeout) {
  public static final Bounds CONNECTIONS = new Bounds(1, 1_000_000);
  public static final Bounds IN_FLIGHT_PER_CONNECTION = new Bounds(1, 65_536);
  public static final Bounds IN_FLIGHT = new Bounds(1, 1_000_000);
  public static final Bounds HANDSHAKE_TIMEOUT_MILLIS = new Bounds(100, 120_000);
  public static final Bounds IDLE_TIMEOUT_MILLIS = new Bounds(1_000, 86_400_000);
  public static final Bounds DRAIN_TIMEOUT_MILLIS = new Bounds(0, 3_600_000);

  public static final Limits DEFAULT =
      new Limits(
          10_000,
          1_000,
          256,
          8_192,
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          Duration.ofSeconds(10));

  public Limits {
    CONNECTIONS.check("connections", connections);
    CONNECTIONS.check("connectionsPerEdge", connectionsPerEdge);
    IN_FLIGHT_PER_CONNECTION.check("inFlightPerConnection", inFlightPerConnection);
    IN_FLIGHT.check("inFlight", inFlight);
    HANDSHAKE_TIMEOUT_MILLIS.check("handshakeTimeoutMillis", handshakeTimeout);
    IDLE_TIMEOUT_MILLIS.check("idleTimeoutMillis", idleTimeout);
    DRAIN_TIMEOUT_MILLIS.check("drainTimeoutMillis", drainTimeout);
  }
}
