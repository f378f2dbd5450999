package dev.edgekeep.daemon.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.testing.Eventually;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Spans on their way to a collector: a bounded number waits, and none is waited for. */
class SpanQueueTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final List<String> warnings = new CopyOnWriteArrayList<>();

  /** A collector whose first answer comes when the test says so. */
  private static final class Collector implements SpanExporter {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private volatile boolean accepts = true;

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      asked.countDown();
      try {
        mayAnswer.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return accepts ? CompletableResultCode.ofSuccess() : CompletableResultCode.ofFailure();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  private SdkTracerProvider provider(SpanExporter exporter, Sampler sampler) {
    SpanQueue queue =
        new SpanQueue(
            exporter, new SpanCounts(registry), new CollectorState("http://c", warnings::add));
    queue.start();
    return SdkTracerProvider.builder().setSampler(sampler).addSpanProcessor(queue).build();
  }

  @Test
  void spansBeyondTheBoundAreDroppedAndCountedWhileTheCollectorHangs() throws Exception {
    Collector collector = new Collector();
    try (SdkTracerProvider provider = provider(collector, Sampler.alwaysOn())) {
      Tracer tracer = provider.get("test");
      end(tracer, 1);
      collector.asked.await();
      end(tracer, SpanQueue.MOST + 10);
      assertThat(count("dropped")).isEqualTo(10);
      collector.mayAnswer.countDown();
      Eventually.await("all that waited are sent", () -> count("exported") == SpanQueue.MOST + 1);
    }
  }

  @Test
  void aCollectorThatRefusesIsToldOnceAndThatItAcceptsAgain() {
    Collector collector = new Collector();
    collector.mayAnswer.countDown();
    collector.accepts = false;
    try (SdkTracerProvider provider = provider(collector, Sampler.alwaysOn())) {
      Tracer tracer = provider.get("test");
      end(tracer, 3);
      Eventually.await("three failed", () -> count("failed") == 3);
      end(tracer, 1);
      Eventually.await("four failed", () -> count("failed") == 4);
      collector.accepts = true;
      end(tracer, 1);
      Eventually.await("one exported", () -> count("exported") == 1);
    }
    assertThat(warnings).hasSize(2);
    assertThat(warnings.getFirst()).contains("http://c", "does not accept spans");
    assertThat(warnings.getLast()).contains("accepts spans again");
  }

  @Test
  void aSpanThatIsNotSampledIsNeitherSentNorCounted() throws Exception {
    Collector collector = new Collector();
    try (SdkTracerProvider provider = provider(collector, Sampler.alwaysOff())) {
      end(provider.get("test"), 5);
    }
    assertThat(collector.asked.getCount()).isEqualTo(1);
    assertThat(count("exported") + count("failed") + count("dropped")).isZero();
  }

  private static void end(Tracer tracer, int number) {
    for (int i = 0; i < number; i++) {
      tracer.spanBuilder("span").startSpan().end();
    }
  }

  private int count(String outcome) {
    String prefix = "edgekeep_trace_spans_total{outcome=\"%s\"} ".formatted(outcome);
    return PrometheusTextFormatWriter.create()
        .toDebugString(registry.scrape())
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(prefix.length())))
        .findFirst()
        .orElseThrow();
  }
}
