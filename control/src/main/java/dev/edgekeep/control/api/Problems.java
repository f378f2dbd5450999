package dev.edgekeep.control.api;

import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.store.StoreException;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import tools.jackson.databind.ObjectMapper;

/** Sends a problem detail (RFC 9457) for every failure. */
final class Problems {
  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final Duration TOLD_AGAIN = Duration.ofSeconds(10);

  private final ObjectMapper json;
  private final Consumer<Exception> failures;
  private final AtomicLong told = new AtomicLong(System.nanoTime() - TOLD_AGAIN.toNanos());

  Problems(ObjectMapper json, Consumer<Exception> failures) {
    this.json = json;
    this.failures = failures;
  }

  void send(ApiProblem problem, Context context) {
    if (problem.type() == ApiProblem.Type.UNAUTHENTICATED) {
      context.header("WWW-Authenticate", "Bearer realm=\"edgekeep\"");
    }
    Duration retryAfter = problem.retryAfter();
    if (retryAfter != null) {
      context.header("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())));
    }
    if (problem.type() == ApiProblem.Type.TOO_LARGE || problem.type() == ApiProblem.Type.TIMEOUT) {
      // The rest of the body is not read.
      context.header("Connection", "close");
    }
    context.status(problem.type().status());
    context.contentType("application/problem+json");
    context.result(json.writeValueAsBytes(problem.body()));
  }

  void send(StoreException failure, Context context) {
    tell(failure);
    ApiProblem.Type type =
        switch (failure.kind()) {
          case FULL -> ApiProblem.Type.STORAGE_FULL;
          case UNAVAILABLE, UNCERTAIN -> ApiProblem.Type.UNAVAILABLE;
          case BROKEN -> ApiProblem.Type.FAILED;
        };
    if (type != ApiProblem.Type.FAILED) {
      context.header("Retry-After", Long.toString(AGAIN.toSeconds()));
    }
    send(ApiProblem.of(type, detail(type, failure)), context);
  }

  /** Logs a failure; while the database is away, not a line for each call. */
  private void tell(StoreException failure) {
    long now = System.nanoTime();
    long last = told.get();
    boolean isNews = now - last > TOLD_AGAIN.toNanos() && told.compareAndSet(last, now);
    if (failure.kind() != StoreException.Kind.UNAVAILABLE || isNews) {
      failures.accept(failure);
    }
  }

  private static String detail(ApiProblem.Type type, StoreException failure) {
    if (failure.kind() == StoreException.Kind.UNCERTAIN) {
      return String.valueOf(failure.getMessage());
    }
    return type == ApiProblem.Type.FAILED
        ? "the database refused; nothing was changed. The control plane's log says why"
        : failure.getMessage() + "; nothing was changed";
  }

  void send(DomainException refusal, Context context) {
    send(ApiProblem.of(refusal), context);
  }

  /** Refusals of the HTTP server itself: an unknown path, an unknown method, a size. */
  void send(HttpResponseException refused, Context context) {
    ApiProblem.Type type =
        switch (refused.getStatus()) {
          case 404 -> ApiProblem.Type.NOT_FOUND;
          case 405 -> ApiProblem.Type.METHOD_NOT_ALLOWED;
          case 413 -> ApiProblem.Type.TOO_LARGE;
          default -> refused.getStatus() < 500 ? ApiProblem.Type.MALFORMED : ApiProblem.Type.FAILED;
        };
    String detail =
        switch (type) {
          case NOT_FOUND -> "there is nothing at %s; see /docs".formatted(context.path());
          case METHOD_NOT_ALLOWED ->
              "%s is not for %s; see /docs".formatted(context.method().name(), context.path());
          case TOO_LARGE -> "this has no body";
          default -> String.valueOf(refused.getMessage());
        };
    send(ApiProblem.of(type, detail), context);
  }

  void sendFailed(Exception failure, Context context) {
    failures.accept(failure);
    send(
        ApiProblem.of(
            ApiProblem.Type.FAILED,
            "something failed that should not; the control plane's log says what"),
        context);
  }
}
