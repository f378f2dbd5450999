package dev.edgekeep.edge.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The metrics as Prometheus text, or as OpenMetrics text for those who accept it. */
final class MetricsPage {
  private static final int TYPICAL_BYTES = 16 * 1024;

  private final PrometheusRegistry registry;
  private final ExpositionFormatWriter prometheus = PrometheusTextFormatWriter.create();
  private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();

  MetricsPage(PrometheusRegistry registry) {
    this.registry = registry;
  }

  Page render(String accept) {
    ExpositionFormatWriter format = openMetrics.accepts(accept) ? openMetrics : prometheus;
    ByteBuf body = Unpooled.buffer(TYPICAL_BYTES);
    try (ByteBufOutputStream out = new ByteBufOutputStream(body)) {
      format.write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory cannot fail", e);
    }
    return new Page(HttpResponseStatus.OK, format.getContentType(), body);
  }
}
