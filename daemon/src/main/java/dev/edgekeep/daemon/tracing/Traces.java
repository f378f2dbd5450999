package dev.edgekeep.daemon.tracing;

import dev.edgekeep.config.tracing.TracingSettings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The traces of a process: none until settings are in force. {@link #current}: any thread, never
 * blocks; the rest: one thread at a time.
 */
public final class Traces implements AutoCloseable {
  private static final String SCOPE = "dev.edgekeep";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A collector that restarts; what it misses beyond that is counted as failed. */
  private static final RetryPolicy RETRIES =
      RetryPolicy.builder()
          .setMaxAttempts(3)
          .setInitialBackoff(Duration.ofMillis(500))
          .setMaxBackoff(Duration.ofSeconds(2))
          .build();

  /** Long texts, as a target that a client wrote, are cut off. */
  private static final int ATTRIBUTE_CHARACTERS = 1_024;

  /** The library would write each failure with its stack; the outcome is told in one sentence. */
  private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

  static {
    LIBRARY.setLevel(Level.OFF);
  }

  private final String service;
  private final String version;
  private final SpanCounts counts;
  private final Consumer<String> warnings;

  private @Nullable TracingSettings settings;
  private @Nullable Running running;
  private volatile @Nullable TraceSource source;

  /** The sender of spans of one configuration. */
  private record Running(SdkTracerProvider provider, SpanQueue queue) {}

  /**
   * @param service the name of the program among others, {@code edgekeep-edge}
   * @param version of the program
   * @param registry gets the counts of spans
   * @param warnings receives a sentence when the collector no longer accepts spans, and when it
   *     does again; any thread
   */
  public Traces(
      String service, String version, PrometheusRegistry registry, Consumer<String> warnings) {
    this.service = service;
    this.version = version;
    this.counts = new SpanCounts(registry);
    this.warnings = warnings;
  }

  /** The current source of spans; null: tracing is off. */
  public @Nullable TraceSource current() {
    return source;
  }

  /** Puts settings in force; null ends all traces. Spans under way are sent as before. */
  public void use(@Nullable TracingSettings wanted) {
    if (!Objects.equals(wanted, settings)) {
      Running before = running;
      settings = wanted;
      start(wanted);
      if (before != null) {
        before.provider.shutdown();
      }
    }
  }

  private void start(@Nullable TracingSettings wanted) {
    if (wanted == null) {
      source = null;
      running = null;
      return;
    }
    CollectorState state = new CollectorState(wanted.endpoint().toString(), warnings);
    SpanQueue queue = new SpanQueue(exporter(wanted), counts, state);
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(resource())
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(wanted.sampleRatio())))
            .setSpanLimits(
                SpanLimits.builder().setMaxAttributeValueLength(ATTRIBUTE_CHARACTERS).build())
            .addSpanProcessor(queue)
            .build();
    queue.start();
    running = new Running(provider, queue);
    source = new TraceSource(provider.get(SCOPE), wanted.trustClient());
  }

  private static SpanExporter exporter(TracingSettings wanted) {
    OtlpHttpSpanExporterBuilder builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(wanted.tracesUrl())
            .setTimeout(TIMEOUT)
            .setCompression("gzip")
            .setRetryPolicy(RETRIES)
            .setMeterProvider(MeterProvider::noop);
    wanted.headers().forEach(builder::addHeader);
    return builder.build();
  }

  private Resource resource() {
    return Resource.create(
        Attributes.of(
            AttributeKey.stringKey("service.name"),
            service,
            AttributeKey.stringKey("service.version"),
            version));
  }

  /** Sends what is left, for some seconds at most. Blocks. */
  @Override
  public void close() {
    Running last = running;
    use(null);
    if (last != null) {
      last.queue.awaitEnd();
    }
  }
}
