package dev.edgekeep.control.api;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.store.StoreException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Paths beside the API, for browsers. */
public final class Pages {
  /** Marks requests that a page answers, perhaps with 404. */
  private static final String ANSWERED = Pages.class.getName();

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

  /**
   * Adds the receiver of a form.
   *
   * @param isOpen for everybody: the body is read before the handler runs. Else the handler reads
   *     it when it knows the caller
   */
  public void post(String path, BodyLimit limit, boolean isOpen, PageHandler handler) {
    http.addHttpHandler(HandlerType.POST, path, context -> handle(context, limit, handler, isOpen));
  }

  /**
   * Returns whether the API has a response to this failure: the request or the store is at fault.
   */
  public static boolean isForAllPaths(Exception failure) {
    return failure instanceof ApiProblem || failure instanceof StoreException;
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
          boolean isPage = context.attribute(ANSWERED) != null;
          if (!isPage && !context.path().startsWith(Routes.PREFIX + "/")) {
            handle(context, BodyLimit.OCSP, handler, false);
          }
        });
  }

  private void handle(Context context, BodyLimit limit, PageHandler handler, boolean readsFirst)
      throws Exception {
    context.attribute(ANSWERED, true);
    ApiConnection connection = ConnectionPhases.of(context.req());
    try (RequestBody body = new RequestBody(context, limit, admission, "")) {
      if (readsFirst) {
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
    if (context.req().getMethod().equals("HEAD")) {
      context.contentType("text/event-stream"); // nobody would read the events
      return;
    }
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
        context.header("X-Content-Type-Options", "nosniff");
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
