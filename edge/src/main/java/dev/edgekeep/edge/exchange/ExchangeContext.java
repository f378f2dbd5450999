package dev.edgekeep.edge.exchange;

import dev.edgekeep.daemon.deadline.Deadlines;
import dev.edgekeep.edge.accesslog.AccessLog;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.edge.host.HostTable;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import dev.edgekeep.edge.origin.OriginPools;
import dev.edgekeep.edge.rules.CountryLookup;
import dev.edgekeep.edge.rules.RuleBook;
import dev.edgekeep.edge.tunnel.Tunnels;
import dev.edgekeep.snapshot.Limits;
import java.time.InstantSource;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What every exchange of a node works with, wired once. Immutable; the suppliers give what counts
 * now, from any thread, without blocking.
 *
 * @param httpsPort the port that plaintext requests are redirected to
 * @param requestIds makes the {@code X-Request-Id} of a request: visible ASCII, never twice
 */
public record ExchangeContext(
    Supplier<HostTable> hosts,
    Supplier<RuleBook> rules,
    CountryLookup countries,
    Supplier<Limits> limits,
    IntSupplier httpsPort,
    OriginPools origins,
    Tunnels tunnels,
    AccessLog accessLog,
    EventLog eventLog,
    EdgeMetrics metrics,
    InstantSource clock,
    Supplier<String> requestIds,
    Deadlines deadlines) {}
