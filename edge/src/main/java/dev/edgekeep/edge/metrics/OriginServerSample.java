package dev.edgekeep.edge.metrics;

import java.util.Map;

/**
 * The numbers of one server of an origin at one moment.
 *
 * @param server {@code host:port}
 * @param failures since the server was added, by their reasons, without those that did not occur
 * @param queued requests that wait for a connection
 * @param retries requests that were sent here after another attempt had failed
 */
public record OriginServerSample(
    String origin,
    String server,
    boolean isHealthy,
    Map<String, Long> failures,
    long retries,
    int queued) {}
