package dev.edgekeep.keyserver.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.edgekeep.daemon.admin.HostGuard;
import dev.edgekeep.daemon.admin.JdkServers;
import dev.edgekeep.daemon.metrics.MetricsText;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The admin server: HTTP in plaintext on loopback, for who is on the machine already. It stands on
 * the server of the JDK, so that the key server needs no library for it, and on threads that may
 * block: a reload reads files. Any thread.
 */
public final class AdminServer implements AutoCloseable {
  private static final int BACKLOG = 64;

  private final HttpServer server;
  private final ExecutorService threads;
  private final HostGuard guard = HostGuard.addressesOnly();
  private final Pages pages;

  private AdminServer(HttpServer server, Pages pages) {
    this.server = server;
    this.pages = pages;
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /**
   * Starts it.
   *
   * @throws IOException when the address cannot be bound, naming it
   * @throws IllegalArgumentException when the address is not a loopback one
   */
  public static AdminServer start(
      InetSocketAddress address, KeyServerView view, PrometheusRegistry registry)
      throws IOException {
    if (!address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(address + " is not a loopback address");
    }
    JdkServers.limit();
    try {
      HttpServer server = HttpServer.create(address, BACKLOG);
      AdminServer admin = new AdminServer(server, new Pages(view, new MetricsText(registry)));
      server.start();
      return admin;
    } catch (IOException e) {
      throw new IOException("cannot listen on %s: %s".formatted(address, e.getMessage()), e);
    }
  }

  /** Where it listens, with the port that was taken for port 0. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      Headers headers = exchange.getResponseHeaders();
      headers.set("Content-Type", answer.contentType());
      headers.set("Cache-Control", "no-store");
      headers.set("X-Content-Type-Options", "nosniff");
      byte[] body = answer.body();
      boolean headOnly = exchange.getRequestMethod().equals("HEAD");
      if (headOnly) {
        headers.set("Content-Length", Integer.toString(body.length));
      }
      exchange.sendResponseHeaders(answer.status(), headOnly ? -1 : body.length);
      if (!headOnly) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    Headers request = exchange.getRequestHeaders();
    if (!guard.allows(request.getFirst("Host"))) {
      return Answer.error(
          Answer.MISDIRECTED_REQUEST,
          "the Host header must be an address or localhost, not another name");
    }
    if (isFromWebPage(request)) {
      return Answer.error(Answer.FORBIDDEN, "web pages are not answered here");
    }
    String path = exchange.getRequestURI().getPath();
    List<String> methods = Pages.methods(path);
    if (methods.isEmpty()) {
      return Answer.error(
          Answer.NOT_FOUND,
          "there are /reload, /KeylessReloadCerts, /keys, /healthz, /readyz and /metrics here");
    }
    if (!methods.contains(exchange.getRequestMethod())) {
      String allowed = String.join(", ", methods);
      exchange.getResponseHeaders().set("Allow", allowed);
      return Answer.error(Answer.METHOD_NOT_ALLOWED, path + " is for " + allowed);
    }
    String accept = request.getFirst("Accept");
    return pages.render(path, accept == null ? "" : accept);
  }

  /**
   * A page can have a browser on this machine send requests here, though it cannot read the
   * answers. An image's comes without an Origin; all of them have where they are from (Fetch
   * Metadata), but for an address that a person typed.
   */
  private static boolean isFromWebPage(Headers request) {
    String site = request.getFirst("Sec-Fetch-Site");
    return request.containsKey("Origin") || (site != null && !site.equals("none"));
  }

  /** Ends at once. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
