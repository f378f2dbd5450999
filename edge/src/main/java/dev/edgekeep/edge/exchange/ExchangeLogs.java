package dev.edgekeep.edge.exchange;

import dev.edgekeep.daemon.tracing.Traces;
import dev.edgekeep.edge.accesslog.AccessLog;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import java.time.InstantSource;

/** The logs, metrics and traces that exchanges are recorded in. Any thread; no call blocks. */
public record ExchangeLogs(
    AccessLog access, EventLog events, EdgeMetrics metrics, Traces traces, InstantSource clock) {}
