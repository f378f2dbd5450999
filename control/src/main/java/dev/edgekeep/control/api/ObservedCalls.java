package dev.edgekeep.control.api;

import dev.edgekeep.control.observe.Observation;
import dev.edgekeep.daemon.tracing.TraceSource;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/** Counts the calls of the API, and records a span for each where traces are on. Any thread. */
final class ObservedCalls {
  private static final String ATTRIBUTE = ObservedCalls.class.getName();
  private static final int SERVER_ERROR = 500;
  private static final String LINK = "/link/";
  private static final Fields FIELDS = new Fields();

  private final Observation observation;

  ObservedCalls(Observation observation) {
    this.observation = observation;
  }

  /** A call in progress. */
  private record Begun(long nanos, @Nullable Span span) {}

  void addTo(RoutesConfig routes) {
    routes.before(this::begin);
    routes.after(this::end);
  }

  private void begin(Context context) {
    TraceSource source = observation.traces().current();
    context.attribute(ATTRIBUTE, new Begun(System.nanoTime(), span(context, source)));
  }

  private static @Nullable Span span(Context context, @Nullable TraceSource source) {
    if (source == null) {
      return null;
    }
    io.opentelemetry.context.Context root = io.opentelemetry.context.Context.root();
    String method = context.method().name();
    return source
        .tracer()
        .spanBuilder(method)
        .setParent(
            source.trustsClients()
                ? W3CTraceContextPropagator.getInstance().extract(root, context, FIELDS)
                : root)
        .setSpanKind(SpanKind.SERVER)
        .setAttribute("http.request.method", method)
        .setAttribute("url.path", shown(context.path()))
        .setAttribute("client.address", context.req().getRemoteAddr())
        .startSpan();
  }

  /** A path without the secret of a one-time link. */
  private static String shown(String path) {
    return path.startsWith(LINK) ? LINK + "…" : path;
  }

  private void end(Context context) {
    Begun begun = context.attribute(ATTRIBUTE);
    if (begun == null) {
      return;
    }
    int status = context.statusCode();
    observation.answered(context.method().name(), status, System.nanoTime() - begun.nanos);
    if (begun.span != null) {
      begun.span.setAttribute("http.response.status_code", (long) status);
      if (status >= SERVER_ERROR) {
        begun.span.setStatus(StatusCode.ERROR).setAttribute("error.type", Integer.toString(status));
      }
      begun.span.end();
    }
  }

  private static final class Fields implements TextMapGetter<Context> {
    @Override
    public @Nullable String get(@Nullable Context context, String key) {
      return context == null ? null : context.header(key);
    }
  }
}
