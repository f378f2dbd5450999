package dev.edgekeep.edge.trace;

import dev.edgekeep.edge.message.FieldSink;
import dev.edgekeep.edge.message.Fields;
import io.netty.util.AsciiString;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.jspecify.annotations.Nullable;

/** The fields {@code traceparent} and {@code tracestate} (W3C Trace Context). Any thread. */
final class TraceFields {
  private static final AsciiString PARENT = AsciiString.cached("traceparent");
  private static final AsciiString STATE = AsciiString.cached("tracestate");
  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final Getter GETTER = new Getter();
  private static final TextMapSetter<FieldSink> SETTER =
      (sink, name, value) -> {
        if (sink != null) {
          sink.add(name, value);
        }
      };

  private TraceFields() {}

  /** The context of a request that continues a trace; the root where its fields are malformed. */
  static Context parent(Fields fields) {
    return W3C.extract(Context.root(), fields, GETTER);
  }

  /** Removes the fields of a client, in every spelling that an origin could take for them. */
  static void remove(Fields fields) {
    fields.removeLoosely(PARENT);
    fields.removeLoosely(STATE);
  }

  static void add(Span span, FieldSink sink) {
    W3C.inject(Context.root().with(span), sink, SETTER);
  }

  /** As {@code traceparent} has it. */
  static String text(SpanContext context) {
    return "00-%s-%s-%s"
        .formatted(context.getTraceId(), context.getSpanId(), context.getTraceFlags().asHex());
  }

  private static final class Getter implements TextMapGetter<Fields> {
    /** A second {@code traceparent} makes both invalid; lists of {@code tracestate} are joined. */
    @Override
    public @Nullable String get(@Nullable Fields fields, String key) {
      AsciiString name = key.equals("traceparent") ? PARENT : STATE;
      String found = null;
      for (int i = 0; fields != null && i < fields.size(); i++) {
        if (!fields.isRemoved(i) && fields.isNamed(i, name)) {
          if (found != null && name.equals(PARENT)) {
            return null;
          }
          found = found == null ? fields.value(i) : found + "," + fields.value(i);
        }
      }
      return found;
    }
  }
}
