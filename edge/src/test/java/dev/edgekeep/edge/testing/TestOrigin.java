package dev.edgekeep.edge.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.testing.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A service behind the edge that tells what it was asked: method, path, header fields, body. */
public final class TestOrigin implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final Set<String> begun = ConcurrentHashMap.newKeySet();

  public TestOrigin() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    begun.add(exchange.getRequestURI().getPath());
    StringBuilder text = new StringBuilder();
    text.append(exchange.getRequestMethod())
        .append(' ')
        .append(exchange.getRequestURI())
        .append('\n');
    Headers headers = exchange.getRequestHeaders();
    headers.forEach((name, values) ->
        values.forEach(value -> text.append(name).append(": ").append(value).append('\n')));
    text.append('\n')
        .append(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** As the edge's configuration has it. */
  public Origin origin() {
    return origin(null);
  }

  public Origin origin(Origin.@Nullable Tls tls) {
    return new Origin(
        "app",
        List.of(new Origin.Server(false, "127.0.0.1", server.getAddress().getPort())),
        Origin.LoadBalancing.ROUND_ROBIN,
        Eventually.LIMIT,
        Eventually.LIMIT,
        tls);
  }

  /** Returns whether a request for this path has come, even if its body has not. */
  public boolean hasBegun(String path) {
    return begun.contains(path);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
