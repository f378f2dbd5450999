package dev.edgekeep.daemon.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The metrics as Prometheus text, or as OpenMetrics text for clients that accept it. Any thread.
 */
public final class MetricsText {
  private final PrometheusRegistry registry;
  private final ExpositionFormatWriter prometheus = PrometheusTextFormatWriter.create();
  private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();

  public MetricsText(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /**
   * The content type of the output of {@link #write}.
   *
   * @param accept the request's {@code Accept}; empty when it has none
   */
  public String contentType(String accept) {
    return format(accept).getContentType();
  }

  /** Writes the current metrics. */
  public void write(String accept, OutputStream out) throws IOException {
    format(accept).write(out, registry.scrape());
  }

  private ExpositionFormatWriter format(String accept) {
    return openMetrics.accepts(accept) ? openMetrics : prometheus;
  }
}
