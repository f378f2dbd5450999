package dev.edgekeep.control.api;

import dev.edgekeep.control.access.Caller;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Paths beside the API, for browsers. Reads a body within a limit before the handler runs. */
public final class Pages {
  private static final String HTML = "text/html; charset=utf-8";

  private final RoutesConfig http;
  private final Admission admission;
  private final Operations operations;

  Pages(RoutesConfig http, Admission admission, Operations operations) {
    this.http = http;
    this.admission = admission;
    this.operations = operations;
  }

  /**
   * A stream of events that a page listens to.
   *
   * @param request the operation of the API with the stream
   * @param allowed whether the caller may still see what is sent; blocks
   */
  public record Listening(Caller caller, Operations.Request request, BooleanSupplier allowed) {}

  /** Decides who may listen to a stream; null: nobody. */
  @FunctionalInterface
  public interface StreamGate {
    @Nullable Listening open(PageRequest request);
  }

  public void get(String path, PageHandler handler) {
    http.addHttpHandler(
        HandlerType.GET, path, context -> handle(context, BodyLimit.OCSP, handler, false));
  }

  public void post(String path, BodyLimit limit, PageHandler handler) {
    http.addHttpHandler(HandlerType.POST, path, context -> handle(context, limit, handler, true));
  }

  /** Answers with server-sent events. */
  public void stream(String path, StreamGate gate) {
    http.addHttpHandler(HandlerType.GET, path, context -> stream(context, gate));
  }

  /** Answers for every path that does not exist and that a browser asks for. */
  public void missing(PageHandler handler) {
    http.error(
        404,
        "html",
        context -> {
          if (!context.path().startsWith(Routes.PREFIX + "/")) {
            handle(context, BodyLimit.OCSP, handler, false);
          }
        });
  }

  private void handle(Context context, BodyLimit limit, PageHandler handler, boolean hasBody)
      throws Exception {
    ApiConnection connection = ConnectionPhases.of(context.req());
    try (RequestBody body = new RequestBody(context, limit, admission, "")) {
      if (hasBody) {
        admission.connections().reads(connection, body.time());
        byte[] _ = body.bytes();
      }
      admission.connections().works(connection);
      send(context, handler.handle(new PageRequest(context, body)));
    } finally {
      admission.connections().answers(connection);
    }
  }

  private static void send(Context context, Answer answer) {
    context.status(answer.status());
    context.contentType(HTML);
    for (Map.Entry<String, String> header : answer.headers().entrySet()) {
      // Several cookies are set with one answer, a line each.
      for (String value : header.getValue().lines().toList()) {
        if (header.getKey().equals("Set-Cookie")) {
          context.res().addHeader(header.getKey(), value);
        } else {
          context.header(header.getKey(), value);
        }
      }
    }
    if (answer.body() instanceof byte[] bytes) {
      context.result(bytes);
    }
  }

  private void stream(Context context, StreamGate gate) throws Exception {
    ApiConnection connection = ConnectionPhases.of(context.req());
    try (RequestBody body = new RequestBody(context, BodyLimit.OCSP, admission, "")) {
      Listening listening = gate.open(new PageRequest(context, body));
      if (listening == null) {
        context.status(403);
        return;
      }
      try (Slots.Taken _ = admission.stream(listening.caller(), connection)) {
        context.contentType("text/event-stream");
        context.header("Cache-Control", "no-store");
        context.header("X-Accel-Buffering", "no");
        context.res().flushBuffer();
        operations.stream(
            listening.caller(),
            listening.request(),
            new EventStream(context.res().getOutputStream(), listening.allowed()));
      }
    }
  }
}
