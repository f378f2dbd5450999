package dev.edgekeep.edge.trace;

import io.opentelemetry.api.trace.SpanContext;

/**
 * The place of a log line in a trace. Immutable.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 */
public record TraceIds(String traceId, String spanId) {
  static TraceIds of(SpanContext context) {
    return new TraceIds(context.getTraceId(), context.getSpanId());
  }
}
