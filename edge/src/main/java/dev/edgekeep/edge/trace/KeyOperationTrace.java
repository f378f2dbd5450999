package dev.edgekeep.edge.trace;

import dev.edgekeep.daemon.tracing.TraceSource;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A handshake that needs a key server: the id under which edge and key server log its operation,
 * and its spans where traces are on. Kept with the connection. Event loop only.
 */
public final class KeyOperationTrace {
  private static final AttributeKey<KeyOperationTrace> KEY =
      AttributeKey.valueOf(KeyOperationTrace.class, "trace");
  private static final String ATTRIBUTE = "edgekeep.key_operation.id";

  private final String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  private final @Nullable Tracer tracer;
  private final @Nullable Span handshake;
  private @Nullable Span operation;
  private boolean wasAsked;

  private KeyOperationTrace(@Nullable Tracer tracer, @Nullable Span handshake) {
    this.tracer = tracer;
    this.handshake = handshake;
  }

  /**
   * Begins with a connection's handshake.
   *
   * @param traces null: there are none
   * @param serverName the host that was chosen
   */
  public static void begin(Channel channel, @Nullable TraceSource traces, String serverName) {
    if (traces == null) {
      return;
    }
    Span span =
        traces
            .tracer()
            .spanBuilder("TLS handshake")
            .setNoParent()
            .setSpanKind(SpanKind.SERVER)
            .startSpan();
    span.setAttribute("server.address", serverName);
    KeyOperationTrace trace = new KeyOperationTrace(traces.tracer(), span);
    span.setAttribute(ATTRIBUTE, trace.id);
    channel.attr(KEY).set(trace);
  }

  /** The one of a connection that a key operation begins on. */
  public static KeyOperationTrace of(Channel channel) {
    KeyOperationTrace known = find(channel);
    if (known == null) {
      known = new KeyOperationTrace(null, null);
      channel.attr(KEY).set(known);
    }
    return known;
  }

  /** The one of a connection; null: there is none. */
  public static @Nullable KeyOperationTrace find(Channel channel) {
    return channel.hasAttr(KEY) ? channel.attr(KEY).get() : null;
  }

  /** The id of the operation in the logs of edge and key server; null: none was requested. */
  public @Nullable String id() {
    return wasAsked ? id : null;
  }

  /** The span of the handshake; null: it is not traced, or needed no operation. */
  public @Nullable SpanContext handshake() {
    return handshake == null || !wasAsked ? null : handshake.getSpanContext();
  }

  /**
   * The operation begins.
   *
   * @param name of the operation, of a small fixed set
   * @return the context of the request for the key server: JSON with ASCII characters only
   */
  public byte[] operationBegins(String name) {
    wasAsked = true;
    if (tracer == null || handshake == null) {
      return json("");
    }
    Span span =
        tracer
            .spanBuilder("keyless " + name)
            .setParent(Context.root().with(handshake))
            .setSpanKind(SpanKind.CLIENT)
            .startSpan();
    span.setAttribute(ATTRIBUTE, id);
    operation = span;
    return json(",\"traceparent\":\"" + TraceFields.text(span.getSpanContext()) + "\"");
  }

  private byte[] json(String more) {
    return ("{\"request_id\":\"" + id + "\"" + more + "}").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The operation is over.
   *
   * @param failure a label of a small fixed set; null: it succeeded
   */
  public void operationEnds(@Nullable String failure) {
    if (operation != null) {
      end(operation, failure);
      operation = null;
    }
  }

  /**
   * The handshake is over. A session that was resumed needs no operation, and its span is not kept.
   *
   * @param failure a label of a small fixed set; null: it succeeded
   * @param verdict about the client
   */
  public void handshakeEnds(@Nullable String failure, @Nullable String verdict) {
    if (handshake != null && wasAsked) {
      if (verdict != null) {
        handshake.setAttribute("edgekeep.verdict", verdict);
      }
      end(handshake, failure);
    }
  }

  private static void end(Span span, @Nullable String failure) {
    if (failure != null) {
      span.setStatus(StatusCode.ERROR).setAttribute("error.type", failure);
    }
    span.end();
  }
}
