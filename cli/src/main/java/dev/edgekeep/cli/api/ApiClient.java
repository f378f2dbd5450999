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
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Calls of the API. A problem that it tells is a {@link CommandFailure} with status 1, and a server
 * that cannot be reached or does not work one with status 3. Every call blocks; one thread.
 */
public final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** A change may wait half a minute for its deployment. */
  private static final Duration ANSWER = Duration.ofSeconds(90);

  private final ControlPlaneAddress address;
  private final boolean waits;
  private final HttpClient http;
  private final JsonMapper json = new JsonMapper();

  /**
   * @param waits whether a change is answered when every connected node has it
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

  /** As an answer, with what a later change needs; null where there is nothing (404). */
  public @Nullable ApiAnswer find(ApiPath path) throws CommandFailure, InterruptedException {
    HttpResponse<byte[]> response = exchange("GET", path, null, null);
    return response.statusCode() == 404 ? null : answer(path, response);
  }

  /** What is no JSON, as it comes. */
  public byte[] download(ApiPath path) throws CommandFailure, InterruptedException {
    HttpResponse<byte[]> response = exchange("GET", path, null, null);
    requireSuccess(path, response);
    return response.body();
  }

  public ApiAnswer post(ApiPath path, JsonNode body) throws CommandFailure, InterruptedException {
    return change("POST", path, body, null);
  }

  /**
   * @param etag of what is to be replaced; null: whatever is there
   */
  public ApiAnswer put(ApiPath path, JsonNode body, @Nullable String etag)
      throws CommandFailure, InterruptedException {
    return change("PUT", path, body, etag);
  }

  public ApiAnswer patch(ApiPath path, JsonNode body) throws CommandFailure, InterruptedException {
    return change("PATCH", path, body, null);
  }

  public ApiAnswer delete(ApiPath path) throws CommandFailure, InterruptedException {
    return change("DELETE", path, null, null);
  }

  private ApiAnswer change(
      String method, ApiPath path, @Nullable JsonNode body, @Nullable String etag)
      throws CommandFailure, InterruptedException {
    return send(method, waits ? path.with("wait", "deployed") : path, body, etag);
  }

  private ApiAnswer send(
      String method, ApiPath path, @Nullable JsonNode body, @Nullable String etag)
      throws CommandFailure, InterruptedException {
    return answer(path, exchange(method, path, body, etag));
  }

  private ApiAnswer answer(ApiPath path, HttpResponse<byte[]> response) throws CommandFailure {
    requireSuccess(path, response);
    return new ApiAnswer(
        response.statusCode(),
        parsed(path, response.body()),
        response.headers().firstValue("ETag").orElse(null),
        response.headers().firstValue("X-Deployment").orElse(null),
        response.headers().firstValue("X-Deployment-State").orElse(null));
  }

  private JsonNode parsed(ApiPath path, byte[] body) throws CommandFailure {
    if (body.length == 0) {
      return JsonNodeFactory.instance.missingNode();
    }
    try {
      return json.readTree(body);
    } catch (JacksonException e) {
      throw CommandFailure.outside(
          "%s answered %s with something that is no JSON; is it an Edgekeep control plane?"
              .formatted(address.server(), path));
    }
  }

  private void requireSuccess(ApiPath path, HttpResponse<byte[]> response) throws CommandFailure {
    if (response.statusCode() / 100 != 2) {
      throw ApiRefusal.of(address, path, response.statusCode(), tryParse(response.body()));
    }
  }

  private JsonNode tryParse(byte[] body) {
    try {
      return json.readTree(body);
    } catch (JacksonException e) {
      return JsonNodeFactory.instance.missingNode();
    }
  }

  private HttpResponse<byte[]> exchange(
      String method, ApiPath path, @Nullable JsonNode body, @Nullable String etag)
      throws CommandFailure, InterruptedException {
    HttpRequest.Builder request = request(path).timeout(ANSWER);
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
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
   * @param from the id of the last event that was seen; null: none
   * @param consumer gets the id, which may be empty, and the data of each
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
          throw ApiRefusal.of(
              address, path, response.statusCode(), tryParse(stream.readAllBytes()));
        }
        ServerEvent.readAll(
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)),
            data -> parsed(path, data.getBytes(StandardCharsets.UTF_8)),
            consumer);
      }
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private CommandFailure unreachable(IOException e) {
    String why =
        switch (e) {
          case java.net.http.HttpConnectTimeoutException _ -> "no connection within 5 s";
          case java.net.http.HttpTimeoutException _ -> "no answer within 90 s";
          case java.net.ConnectException _ -> "nothing accepts connections there";
          case SSLException tls ->
              "TLS: %s; where its certificate is not of a public CA, give --ca FILE"
                  .formatted(tls.getMessage());
          default -> String.valueOf(e.getMessage());
        };
    return CommandFailure.outside(
        "the control plane %s (%s) cannot be reached: %s"
            .formatted(address.server(), address.source(), why));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
