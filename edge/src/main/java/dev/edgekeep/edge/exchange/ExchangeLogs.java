package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.accesslog.AccessLog;
import dev.edgekeep.edge.events.EventLog;
import dev.edgekeep.edge.metrics.EdgeMetrics;
import java.time.InstantSource;

/** The logs and metrics that exchanges are recorded in. Any thread; no call blocks. */
public record ExchangeLogs(
    AccessLog access, EventLog events, EdgeMetrics metrics, InstantSource clock) {}
