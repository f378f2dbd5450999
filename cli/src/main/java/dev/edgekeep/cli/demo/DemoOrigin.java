package dev.edgekeep.cli.demo;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A service behind the edge that responds with the request that it has received. */
public final class DemoOrigin implements AutoCloseable {
  private static final List<String> SHOWN =
      List.of(
          "Host",
          "X-Forwarded-For",
          "X-Request-Id",
          "Edgekeep-Client-Verdict",
          "Client-Cert",
          "Client-Cert-Chain",
          "X-Forwarded-Client-Cert");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private DemoOrigin(HttpServer server) {
    this.server = server;
  }

  /**
   * @throws IOException when the address cannot be bound
   */
  public static DemoOrigin start(InetSocketAddress address) throws IOException {
    DemoOrigin origin = new DemoOrigin(HttpServer.create(address, 0));
    origin.server.createContext("/", DemoOrigin::answer);
    origin.server.setExecutor(origin.threads);
    origin.server.start();
    return origin;
  }

  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      long received = drain(exchange.getRequestBody());
      byte[] body = describe(exchange, received).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(200, head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static String describe(HttpExchange exchange, long received) {
    StringBuilder text = new StringBuilder("The demo origin received:\n\n");
    text.append(exchange.getRequestMethod()).append(' ').append(exchange.getRequestURI());
    text.append('\n');
    Headers headers = exchange.getRequestHeaders();
    for (String name : SHOWN) {
      for (String value : headers.getOrDefault(name, List.of())) {
        text.append(name).append(": ").append(value).append('\n');
      }
    }
    if (received > 0) {
      text.append("and a body of ").append(received).append(" bytes\n");
    }
    return text.toString();
  }

  private static long drain(InputStream body) throws IOException {
    return body.transferTo(OutputStream.nullOutputStream());
  }
}
