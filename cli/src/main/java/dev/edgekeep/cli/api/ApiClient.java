package dev.edgekeep.cli.api;

import dev.edgekeep.daemon.command.CommandFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A client of the control plane's REST API. A client error (4xx) is a {@link CommandFailure} with
 * status 1; a server error or an unreachable server is one with status 3. Every call blocks; one
 * thread.
 */
public final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** The server may wait half a minute for a deployment before it responds. */
  private static final Duration RESPONSE = Duration.ofSeconds(90);

  private final ControlPlaneAddress address;
  private final boolean waits;
  private final HttpClient http;
  private final JsonMapper mapper = new JsonMapper();

  /**
   * @param waits whether a change waits until every connected node has applied it
   */
  public ApiClient(ControlPlaneAddress address, boolean waits) throws CommandFailure {
    this.address = address;
    this.waits = waits;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    if (address.ca() != null) {
      builder.sslContext(ServerTrust.of(address.ca()));
    }
    this.http = builder.build();
  }

  public JsonNode get(ApiPath path) throws CommandFailure, InterruptedException {
    return send("GET", path, null, null).body();
  }

  /** The record at a path with its ETag; null when there is none (404). */
  public @Nullable ApiResponse find(ApiPath path) throws CommandFailure, InterruptedException {
    HttpResponse<byte[]> response = exchange("GET", path, null, null);
    return response.statusCode() == 404 ? null : parsed(path, response);
  }

  /** The bytes of a response that is not JSON. */
  public byte[] download(ApiPath path) throws CommandFailure, InterruptedException {
    HttpResponse<byte[]> response = exchange("GET", path, null, null);
    requireSuccess(path, response);
    return response.body();
  }

  public ApiResponse post(ApiPath path, JsonNode body) throws CommandFailure, InterruptedException {
    return change("POST", path, body, null);
  }

  /**
   * @param etag the revision to replace; null: any
   * @throws StaleRecord when the record has another revision
   */
  public ApiResponse put(ApiPath path, JsonNode body, @Nullable String etag)
      throws CommandFailure, InterruptedException {
    return change("PUT", path, body, etag);
  }

  public ApiResponse patch(ApiPath path, JsonNode body)
      throws CommandFailure, InterruptedException {
    return change("PATCH", path, body, null);
  }

  public ApiResponse delete(ApiPath path) throws CommandFailure, InterruptedException {
    return delete(path, null);
  }

  /**
   * @param etag the revision to delete; null: any
   * @throws StaleRecord when the record has another revision
   */
  public ApiResponse delete(ApiPath path, @Nullable String etag)
      throws CommandFailure, InterruptedException {
    return change("DELETE", path, null, etag);
  }

  private ApiResponse change(
      String method, ApiPath path, @Nullable JsonNode body, @Nullable String etag)
      throws CommandFailure, InterruptedException {
    return send(method, waits ? path.with("wait", "deployed") : path, body, etag);
  }

  private ApiResponse send(
      String method, ApiPath path, @Nullable JsonNode body, @Nullable String etag)
      throws CommandFailure, InterruptedException {
    return parsed(path, exchange(method, path, body, etag));
  }

  private ApiResponse parsed(ApiPath path, HttpResponse<byte[]> response) throws CommandFailure {
    requireSuccess(path, response);
    return new ApiResponse(
        response.statusCode(),
        json(path, response.body()),
        response.headers().firstValue("ETag").orElse(null),
        response.headers().firstValue("X-Deployment").orElse(null),
        response.headers().firstValue("X-Deployment-State").orElse(null));
  }

  private JsonNode json(ApiPath path, byte[] body) throws CommandFailure {
    if (body.length == 0) {
      return JsonNodeFactory.instance.missingNode();
    }
    try {
      return mapper.readTree(body);
    } catch (JacksonException e) {
      throw CommandFailure.outside(
          "the response of %s to %s is not JSON; is it an Edgekeep control plane?"
              .formatted(address.server(), path));
    }
  }

  private void requireSuccess(ApiPath path, HttpResponse<byte[]> response) throws CommandFailure {
    if (response.statusCode() / 100 != 2) {
      throw ApiError.of(address, path, response.statusCode(), tryParse(response.body()));
    }
  }

  private JsonNode tryParse(byte[] body) {
    try {
      return mapper.readTree(body);
    } catch (JacksonException e) {
      return JsonNodeFactory.instance.missingNode();
    }
  }

  private HttpResponse<byte[]> exchange(
      String method, ApiPath path, @Nullable JsonNode body, @Nullable String etag)
      throws CommandFailure, InterruptedException {
    HttpRequest.Builder request = request(path).timeout(RESPONSE);
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofByteArray(mapper.writeValueAsBytes(body)));
    }
    if (etag != null) {
      request.header("If-Match", etag);
    }
    try {
      return http.send(
          request.header("Accept", "application/json").build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private HttpRequest.Builder request(ApiPath path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address.server() + ApiPath.BASE + path));
    if (address.token() != null) {
      request.header("Authorization", "Bearer " + address.token());
    }
    if (address.account() != null) {
      request.header("Edgekeep-Account", address.account());
    }
    return request;
  }

  /**
   * Follows a stream of server-sent events (WHATWG HTML §9.2) until the server ends it.
   *
   * @param from the id of the last event received; null: none
   * @param consumer receives each event
   */
  public void follow(ApiPath path, @Nullable String from, Consumer<ServerEvent> consumer)
      throws CommandFailure, InterruptedException {
    HttpRequest.Builder request = request(path).header("Accept", "text/event-stream");
    if (from != null) {
      request.header("Last-Event-ID", from);
    }
    try {
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream stream = response.body()) {
        if (response.statusCode() != 200) {
          throw ApiError.of(address, path, response.statusCode(), tryParse(stream.readAllBytes()));
        }
        ServerEvent.readAll(
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)),
            data -> json(path, data.getBytes(StandardCharsets.UTF_8)),
            consumer);
      }
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private CommandFailure unreachable(IOException e) {
    String why = Unreachable.reason(e, address);
    return CommandFailure.outside(
        "cannot reach the control plane %s (%s): %s"
            .formatted(address.server(), address.source(), why));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
