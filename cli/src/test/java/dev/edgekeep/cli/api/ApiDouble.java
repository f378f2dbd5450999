package dev.edgekeep.cli.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.edgekeep.cli.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that responds to API calls as a test says, and keeps the requests. */
public final class ApiDouble implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final Map<String, Runnable> actions = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** A response. */
  public record Reply(int status, Map<String, String> headers, String body) {}

  /** A request. */
  public record Asked(
      String call, String body, @Nullable String authorization, @Nullable String ifMatch) {}

  public ApiDouble() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * @param call as {@code GET /sites}, below {@code /api/v1}, without a query
   */
  public ApiDouble on(String call, int status, String body) {
    return on(call, new Reply(status, Map.of(), body));
  }

  public ApiDouble on(String call, Reply reply) {
    replies.put(call, reply);
    return this;
  }

  /** The response that a test has given to a call. */
  public Reply reply(String call) {
    return Objects.requireNonNull(replies.get(call));
  }

  /**
   * Runs something once, after the response to a call: as if somebody else used the API, too.
   *
   * @param call as for {@link #on}
   */
  public ApiDouble after(String call, Runnable action) {
    actions.put(call, action);
    return this;
  }

  /** The calls, with their queries. */
  public List<String> calls() {
    return asked.stream().map(Asked::call).toList();
  }

  /** The last request of a call. */
  public Asked last(String call) {
    return asked.stream()
        .filter(each -> each.call().equals(call) || each.call().startsWith(call + "?"))
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  public Asked last() {
    return asked.getLast();
  }

  /** Runs a command against it. */
  public CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", url(), "--token", "ek_test"));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath().substring("/api/v1".length());
    String query = exchange.getRequestURI().getRawQuery();
    String call = exchange.getRequestMethod() + " " + path;
    asked.add(
        new Asked(
            query == null ? call : call + "?" + query,
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
            exchange.getRequestHeaders().getFirst("Authorization"),
            exchange.getRequestHeaders().getFirst("If-Match")));
    Reply reply = replies.containsKey(call) ? replies.get(call) : listed(call, path);
    Runnable action = actions.remove(call);
    if (action != null) {
      action.run();
    }
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** The record of this name or id from the list that a test has given; 404 when it has none. */
  private Reply listed(String call, String path) {
    Reply list = replies.get(call.substring(0, call.lastIndexOf('/')));
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (list != null && call.startsWith("GET ")) {
      for (JsonNode item : JsonMapper.shared().readTree(list.body()).path("items")) {
        if (item.path("name").asString("").equals(name)
            || item.path("id").asString("").equals(name)) {
          return new Reply(200, Map.of(), item.toString());
        }
      }
    }
    return new Reply(
        404,
        Map.of(),
        "{\"title\":\"Not found\",\"status\":404,\"detail\":\"nothing at %s\",\"errors\":[]}"
            .formatted(path));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
