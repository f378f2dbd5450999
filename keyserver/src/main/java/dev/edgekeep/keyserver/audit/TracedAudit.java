package dev.edgekeep.keyserver.audit;

import dev.edgekeep.daemon.tracing.TraceSource;
import dev.edgekeep.daemon.tracing.Traces;
import dev.edgekeep.keyless.SubjectKeyId;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The audit log with a span for each operation, which continues the trace of the edge. Any thread;
 * never blocks.
 */
public final class TracedAudit implements AuditLog {
  private static final Parent PARENT = new Parent();

  private final AuditLog log;
  private final Traces traces;

  public TracedAudit(AuditLog log, Traces traces) {
    this.log = log;
    this.traces = traces;
  }

  @Override
  public void record(AuditEntry entry) {
    log.record(entry);
    TraceSource source = traces.current();
    if (source != null) {
      trace(entry, source);
    }
  }

  @Override
  public void record(ServerEvent event) {
    log.record(event);
  }

  private static void trace(AuditEntry entry, TraceSource source) {
    RequestContext context = entry.context();
    Context parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), context, PARENT);
    String operation = entry.operation() == null ? "request" : entry.operation();
    long end = TimeUnit.MILLISECONDS.toMicros(entry.timeMillis());
    Span span =
        source
            .tracer()
            .spanBuilder("keyless " + operation)
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(end - entry.micros(), TimeUnit.MICROSECONDS)
            .startSpan();
    if (span.isRecording()) {
      describe(span, entry, context);
    }
    span.end(end, TimeUnit.MICROSECONDS);
  }

  private static void describe(Span span, AuditEntry entry, RequestContext context) {
    span.setAttribute("edgekeep.outcome", entry.outcome().label())
        .setAttribute("edgekeep.edge", entry.edge());
    SubjectKeyId ski = entry.key();
    if (context.requestId() != null) {
      span.setAttribute("edgekeep.key_operation.id", context.requestId());
    }
    if (ski != null) {
      span.setAttribute("edgekeep.key.ski", ski.toString());
    }
    if (entry.algorithm() != null) {
      span.setAttribute("edgekeep.key.algorithm", entry.algorithm());
    }
    if (entry.outcome() != Outcome.DONE) {
      span.setStatus(StatusCode.ERROR).setAttribute("error.type", entry.outcome().label());
    }
  }

  private static final class Parent implements TextMapGetter<RequestContext> {
    @Override
    public @Nullable String get(@Nullable RequestContext context, String key) {
      return context != null && key.equals("traceparent") ? context.traceparent() : null;
    }
  }
}
