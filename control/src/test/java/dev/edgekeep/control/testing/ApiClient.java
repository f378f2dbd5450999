package dev.edgekeep.control.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the API as a client would, and holds every answer against the contract. */
public final class ApiClient {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HttpClient http;
  private final String url;
  private final @Nullable String token;
  private final @Nullable Contract contract;

  public ApiClient(
      HttpClient http, String url, @Nullable String token, @Nullable Contract contract) {
    this.http = http;
    this.url = url;
    this.token = token;
    this.contract = contract;
  }

  /** An answer. */
  public static final class Reply {
    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;

    Reply(int status, Map<String, List<String>> headers, byte[] body) {
      this.status = status;
      this.headers = headers;
      this.body = body;
    }

    public int status() {
      return status;
    }

    public byte[] bytes() {
      return body.clone();
    }

    /** The body as JSON. */
    public JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    /** A member of the body as text; empty where it is not there. */
    public String text(String pointer) {
      JsonNode node = json().at(pointer);
      return node.isMissingNode() ? "" : node.asString();
    }

    public Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().getFirst())
          .findFirst();
    }
  }

  /** The same with another token. */
  public ApiClient as(@Nullable String token) {
    return new ApiClient(http, url, token, contract);
  }

  /** The same for paths that the contract does not have. */
  public ApiClient withoutContract() {
    return new ApiClient(http, url, token, null);
  }

  public Reply get(String path, String... headers) {
    return call("GET", path, null, headers);
  }

  public Reply post(String path, String body, String... headers) {
    return call("POST", path, body, headers);
  }

  public Reply put(String path, String body, String... headers) {
    return call("PUT", path, body, headers);
  }

  public Reply patch(String path, String body, String... headers) {
    return call("PATCH", path, body, headers);
  }

  public Reply delete(String path, String... headers) {
    return call("DELETE", path, null, headers);
  }

  /**
   * @param path below {@code /api/v1}
   * @param headers names and values in turn
   */
  public Reply call(String method, String path, @Nullable String body, String... headers) {
    return send(
        method,
        path,
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body),
        headers);
  }

  /** As above, with any body. */
  public Reply send(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
    String full = "/api/v1" + path;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + full)).timeout(LIMIT).method(method, body);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
      String type = response.headers().firstValue("Content-Type").orElse("");
      if (contract != null) {
        contract.check(method, full, response.statusCode(), type, response.body());
      }
      return new Reply(response.statusCode(), response.headers().map(), response.body());
    } catch (IOException e) {
      throw new AssertionError("%s %s".formatted(method, path), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
