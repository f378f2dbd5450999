package dev.edgekeep.edge.trace;

import dev.edgekeep.daemon.tracing.TraceSource;
import dev.edgekeep.edge.message.FieldSink;
import dev.edgekeep.edge.message.Fields;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one request: one of the edge as the server, and a child for each attempt at an
 * origin's server, with the edge as the client. There is one where traces are on, also of a request
 * that is not sampled: its ids are in the logs and at the origin. Event loop only.
 */
public final class RequestTrace {
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
  private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<Long> RESENDS =
      AttributeKey.longKey("http.request.resend_count");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  /** RFC 9110 §9 and RFC 5789; a client may invent others, which would all be names of spans. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  private static final int SERVER_ERROR = 500;
  private static final int CLIENT_ERROR = 400;

  private final Tracer tracer;
  private final String method;
  private final Span request;
  private final TraceIds ids;

  private @Nullable Span attempt;
  private long attempts;

  private RequestTrace(Tracer tracer, String method, Span request) {
    this.tracer = tracer;
    this.method = method;
    this.request = request;
    this.ids = TraceIds.of(request.getSpanContext());
  }

  /**
   * Begins the trace of a request, or continues its client's if that is trusted.
   *
   * @param fields of the request; its trace context is removed
   * @param handshake of the connection, to link to; null: it was not traced
   */
  public static RequestTrace begin(
      TraceSource source, String method, Fields fields, @Nullable SpanContext handshake) {
    Context parent = source.trustsClients() ? TraceFields.parent(fields) : Context.root();
    TraceFields.remove(fields);
    String known = METHODS.contains(method) ? method : "_OTHER";
    SpanBuilder builder =
        source
            .tracer()
            .spanBuilder(METHODS.contains(method) ? method : "HTTP")
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER);
    if (handshake != null) {
      builder.addLink(handshake);
    }
    Span span = builder.startSpan();
    if (span.isRecording()) {
      span.setAttribute(METHOD, known);
      if (!known.equals(method)) {
        span.setAttribute("http.request.method_original", method);
      }
    }
    return new RequestTrace(source.tracer(), known, span);
  }

  /** The ids of the request's own span. */
  public TraceIds ids() {
    return ids;
  }

  /** The request's own span, for its attributes. */
  public Span span() {
    return request;
  }

  /**
   * An attempt begins; one before it is over.
   *
   * @param server as {@code host:port}
   */
  public void attempt(String server) {
    attemptOver();
    Span span =
        tracer
            .spanBuilder(method.equals("_OTHER") ? "HTTP" : method)
            .setParent(Context.root().with(request))
            .setSpanKind(SpanKind.CLIENT)
            .startSpan();
    if (span.isRecording()) {
      int colon = server.lastIndexOf(':');
      span.setAttribute(METHOD, method)
          .setAttribute(SERVER, server.substring(0, colon))
          .setAttribute(PORT, Long.parseLong(server.substring(colon + 1)));
      if (attempts > 0) {
        span.setAttribute(RESENDS, attempts);
      }
    }
    attempts++;
    attempt = span;
  }

  /** The server has answered. */
  public void attemptAnswered(int status) {
    Span span = attempt;
    if (span != null) {
      span.setAttribute(STATUS, (long) status);
      if (status >= CLIENT_ERROR) {
        span.setStatus(StatusCode.ERROR).setAttribute(ERROR, Integer.toString(status));
      }
    }
  }

  /**
   * There is no answer, or no more of it.
   *
   * @param reason a label of a small fixed set
   */
  public void attemptFailed(String reason, String detail) {
    Span span = attempt;
    if (span != null) {
      span.setStatus(StatusCode.ERROR, detail).setAttribute(ERROR, reason);
      attemptOver();
    }
  }

  /** The attempt under way is over, if there is one. */
  public void attemptOver() {
    if (attempt != null) {
      attempt.end();
      attempt = null;
    }
  }

  /** Adds the trace context that the origin gets: that of the attempt under way. */
  public void addFields(FieldSink sink) {
    TraceFields.add(attempt == null ? request : attempt, sink);
  }

  /**
   * The exchange is over.
   *
   * @param status of the response; 0: there was none
   * @param failure a label of a small fixed set; null: there was none
   */
  public void end(int status, @Nullable String failure) {
    attemptOver();
    if (request.isRecording()) {
      if (status > 0) {
        request.setAttribute(STATUS, (long) status);
      }
      if (failure != null || status >= SERVER_ERROR || status == 0) {
        String reason = failure == null ? Integer.toString(status) : failure;
        request.setStatus(StatusCode.ERROR);
        request.setAttribute(ERROR, status == 0 && failure == null ? "client-aborted" : reason);
      }
    }
    request.end();
  }
}
