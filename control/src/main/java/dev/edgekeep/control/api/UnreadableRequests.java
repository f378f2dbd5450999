package dev.edgekeep.control.api;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.ObjectMapper;

/**
 * Answers what the HTTP server could not read as a request, before any route: with a problem detail
 * (RFC 9457) as everywhere else. Any thread; does not block.
 */
final class UnreadableRequests implements Request.Handler {
  private static final int URI_TOO_LONG = 414;
  private static final int FIELDS_TOO_LARGE = 431;
  private static final int SERVER_ERRORS = 500;

  private final ObjectMapper json;

  UnreadableRequests(ObjectMapper json) {
    this.json = json;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Object reason = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
    ApiProblem problem = problem(response.getStatus(), String.valueOf(reason));
    response.setStatus(problem.type().status());
    response.getHeaders().put(new HttpField(HttpHeader.CONTENT_TYPE, "application/problem+json"));
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.write(true, ByteBuffer.wrap(json.writeValueAsBytes(problem.body())), callback);
    return true;
  }

  private static ApiProblem problem(int status, String reason) {
    return switch (status) {
      case URI_TOO_LONG ->
          ApiProblem.of(
              ApiProblem.Type.URI_TOO_LONG, "path and query are longer than the server reads");
      case FIELDS_TOO_LARGE ->
          ApiProblem.of(
              ApiProblem.Type.FIELDS_TOO_LARGE, "the header is larger than the server reads");
      default ->
          status < SERVER_ERRORS
              ? ApiProblem.of(ApiProblem.Type.MALFORMED, "this is no HTTP request: " + reason)
              : ApiProblem.of(
                  ApiProblem.Type.FAILED, "something failed that should not: " + reason);
    };
  }
}
