package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.origin.health.HealthStatus;

/**
 * The health of one server of an origin, for people.
 *
 * @param server {@code host:port}
 */
public record ServerStatus(String server, HealthStatus health) {}
