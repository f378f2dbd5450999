package dev.edgekeep.edge.admin;

import dev.edgekeep.daemon.metrics.MetricsText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The metrics as text. */
final class MetricsPage {
  private static final int TYPICAL_BYTES = 16 * 1024;

  private final MetricsText text;

  MetricsPage(PrometheusRegistry registry) {
    this.text = new MetricsText(registry);
  }

  Page render(String accept) {
    ByteBuf body = Unpooled.buffer(TYPICAL_BYTES);
    try (ByteBufOutputStream out = new ByteBufOutputStream(body)) {
      text.write(accept, out);
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory cannot fail", e);
    }
    return new Page(HttpResponseStatus.OK, text.contentType(accept), body);
  }
}
