package dev.edgekeep.daemon.admin;

import dev.edgekeep.daemon.metrics.MetricsText;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * A page of an admin server.
 *
 * @param path exact, without a query
 * @param methods the HTTP methods that the page is for
 */
public record AdminPage(String path, List<String> methods, Renderer renderer) {
  private static final int TYPICAL_METRICS_BYTES = 16 * 1024;

  public AdminPage {
    methods = List.copyOf(methods);
  }

  /** Answers a request. Called on a virtual thread, by several at once; may block. */
  @FunctionalInterface
  public interface Renderer {
    /**
     * @throws IllegalArgumentException when the request is wrong; the message is the answer's
     *     detail, with status 400
     * @throws IOException when the page cannot be rendered: status 500
     */
    AdminResponse render(AdminRequest request) throws IOException;
  }

  /** A page that changes nothing: for GET and HEAD. */
  public static AdminPage readOnly(String path, Renderer renderer) {
    return new AdminPage(path, List.of("GET", "HEAD"), renderer);
  }

  /** {@code /metrics}: the numbers of a registry, as text or OpenMetrics. */
  public static AdminPage metrics(PrometheusRegistry registry) {
    MetricsText text = new MetricsText(registry);
    return readOnly(
        "/metrics",
        request -> {
          ByteArrayOutputStream body = new ByteArrayOutputStream(TYPICAL_METRICS_BYTES);
          text.write(request.accept(), body);
          return new AdminResponse(
              AdminResponse.OK, text.contentType(request.accept()), body.toByteArray());
        });
  }
}
