package dev.edgekeep.keyserver.serve;

import dev.edgekeep.keyserver.access.RateLimits;
import dev.edgekeep.keyserver.audit.AuditLog;
import dev.edgekeep.keyserver.metrics.KeyServerMetrics;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What all connections share.
 *
 * @param serving what is in force now
 * @param fileWorkers do operations with keys of files
 * @param tokenWorkers do operations with keys on tokens, which may block
 */
public record ServerContext(
    Supplier<Serving> serving,
    RateLimits rates,
    Workers fileWorkers,
    Workers tokenWorkers,
    AuditLog log,
    KeyServerMetrics metrics,
    InstantSource clock) {}
