package dev.edgekeep.daemon.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Spans that have ended, on their way to a collector: a bounded queue, and a thread that sends them
 * in batches. A span that finds the queue full is dropped and counted. Any thread; ending a span
 * never blocks.
 */
final class SpanQueue implements SpanProcessor {
  static final int MOST = 8_192;
  private static final int BATCH = 512;
  private static final Duration GATHER = Duration.ofMillis(500);
  private static final Duration EXPORT_LIMIT = Duration.ofSeconds(15);
  private static final Duration LAST_EXPORT_LIMIT = Duration.ofSeconds(2);

  private final SpanExporter exporter;
  private final SpanCounts counts;
  private final CollectorState state;
  private final BlockingQueue<ReadableSpan> ended = new ArrayBlockingQueue<>(MOST);
  private final Thread sender;
  private volatile boolean isClosed;

  SpanQueue(SpanExporter exporter, SpanCounts counts, CollectorState state) {
    this.exporter = exporter;
    this.counts = counts;
    this.state = state;
    this.sender = Thread.ofPlatform().daemon().name("edgekeep-traces").unstarted(this::send);
  }

  void start() {
    sender.start();
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (span.getSpanContext().isSampled() && !ended.offer(span)) {
      counts.dropped(1);
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  private void send() {
    List<ReadableSpan> batch = new ArrayList<>(BATCH);
    try {
      while (!isClosed) {
        gather(batch);
        export(batch, EXPORT_LIMIT);
      }
    } catch (InterruptedException _) {
      // Closed while it waited: what is left follows.
    }
    ended.drainTo(batch);
    export(batch, LAST_EXPORT_LIMIT);
    exporter.shutdown();
  }

  /** Waits for a span, and for others that may follow it soon. */
  private void gather(List<ReadableSpan> batch) throws InterruptedException {
    batch.add(ended.take());
    long until = System.nanoTime() + GATHER.toNanos();
    while (batch.size() < BATCH) {
      ReadableSpan next = ended.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        return;
      }
      batch.add(next);
      ended.drainTo(batch, BATCH - batch.size());
    }
  }

  private void export(List<ReadableSpan> batch, Duration limit) {
    if (batch.isEmpty()) {
      return;
    }
    List<SpanData> data = batch.stream().map(ReadableSpan::toSpanData).toList();
    batch.clear();
    CompletableResultCode result;
    try {
      result = exporter.export(data).join(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException _) {
      result = CompletableResultCode.ofFailure();
    }
    state.answered(result.isSuccess());
    if (result.isSuccess()) {
      counts.exported(data.size());
    } else {
      counts.failed(data.size());
    }
  }

  @Override
  public CompletableResultCode shutdown() {
    isClosed = true;
    sender.interrupt();
    return CompletableResultCode.ofSuccess();
  }

  /** Waits until what had ended is sent, for the limit of the last export and some more. */
  void awaitEnd() {
    try {
      sender.join(LAST_EXPORT_LIMIT.multipliedBy(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
