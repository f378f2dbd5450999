package dev.edgekeep.daemon.tracing;

import io.opentelemetry.api.trace.Tracer;

/**
 * The traces that are in force. Any thread.
 *
 * @param tracer starts spans; those that are not sampled have ids, and record nothing
 * @param trustsClients whether the trace context of a client is continued
 */
public record TraceSource(Tracer tracer, boolean trustsClients) {}
