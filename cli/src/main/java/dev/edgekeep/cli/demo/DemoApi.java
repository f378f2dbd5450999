package dev.edgekeep.cli.demo;

import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Calls the API of this process as any client would. Blocks. */
final class DemoApi implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int NOT_FOUND = 404;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = JsonMapper.shared();
  private final String url;
  private final String token;

  /**
   * @param url as {@code http://127.0.0.1:8444}
   */
  DemoApi(String url, String token) {
    this.url = url + "/api/v1";
    this.token = token;
  }

  /** What is at a path; empty when there is nothing. */
  Optional<JsonNode> find(String path) throws CommandFailure, IOException {
    HttpResponse<byte[]> answer = send("GET", path, null);
    return answer.statusCode() == NOT_FOUND ? Optional.empty() : Optional.of(read(answer, path));
  }

  JsonNode post(String path, Map<String, ?> body) throws CommandFailure, IOException {
    return read(send("POST", path, body), path);
  }

  JsonNode put(String path, Map<String, ?> body) throws CommandFailure, IOException {
    return read(send("PUT", path, body), path);
  }

  private JsonNode read(HttpResponse<byte[]> answer, String path) throws CommandFailure {
    JsonNode body = json.readTree(answer.body());
    if (answer.statusCode() >= 400) {
      throw CommandFailure.outside(
          "the demo could not be made: %s: %s".formatted(path, body.path("detail").asString("")));
    }
    return body;
  }

  private HttpResponse<byte[]> send(String method, String path, @Nullable Map<String, ?> body)
      throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path + "?wait=deployed"))
            .header("Authorization", "Bearer " + token)
            .timeout(TIMEOUT)
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
            .build();
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
