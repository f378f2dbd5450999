package dev.edgekeep.keyserver.serve;

import dev.edgekeep.keyserver.access.RateLimits;
import dev.edgekeep.keyserver.audit.AuditLog;
import dev.edgekeep.keyserver.metrics.KeyServerMetrics;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * The parts that all connections share.
 *
 * @param serving the configuration in force
 * @param fileWorkers perform operations with keys of files
 * @param tokenWorkers perform operations with keys on tokens
 */
public record ServerContext(
    Supplier<Serving> serving,
    RateLimits rates,
    Workers fileWorkers,
    TokenWorkers tokenWorkers,
    AuditLog log,
    KeyServerMetrics metrics,
    InstantSource clock) {}
