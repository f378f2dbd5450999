package dev.edgekeep.bench.load;

import dev.edgekeep.bench.measure.Latencies;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Operations for a limited time, on one event loop. None is started after the time is over, and
 * running ones are awaited. Everything except {@link #run} and {@link #close} happens on the event
 * loop.
 */
public abstract class Load implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Connector connector;
  private CompletableFuture<Outcome> result = new CompletableFuture<>();
  private Latencies latencies = new Latencies();
  private long[] perSecond = {};
  private long start;
  private long end;
  private int underWay;

  Load(Connector connector) {
    this.connector = connector;
  }

  /**
   * Runs the load. One call at a time.
   *
   * @throws IOException if an operation failed: then the measurement is invalid
   */
  public final Outcome run(Duration time) throws IOException, InterruptedException {
    CompletableFuture<Outcome> next = new CompletableFuture<>();
    connector
        .eventLoop()
        .execute(() -> {
          result = next;
          latencies = new Latencies();
          perSecond = new long[(int) time.plus(GRACE).toSeconds() + 1];
          start = System.nanoTime();
          end = start + time.toNanos();
          begin();
        });
    try {
      return next.get(time.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("an operation failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("operations are still under way %s after the end".formatted(GRACE), e);
    }
  }

  /** Starts the first operations. */
  abstract void begin();

  /** Closes open connections. */
  @Override
  public abstract void close();

  final Connector connector() {
    return connector;
  }

  final boolean mayBegin() {
    return System.nanoTime() - end < 0 && !result.isDone();
  }

  final void began() {
    underWay++;
  }

  final void ended(long startNanos) {
    long now = System.nanoTime();
    latencies.record(now - startNanos);
    perSecond[(int) Math.min(perSecond.length - 1L, (now - start) / 1_000_000_000)]++;
    underWay--;
  }

  /** Called when no more operations are started. */
  final void finishWhenIdle() {
    if (underWay == 0 && !mayBegin()) {
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      long[] seconds = Arrays.copyOf(perSecond, (int) elapsed.toSeconds() + 1);
      result.complete(
          new Outcome(
              latencies.count(), elapsed, latencies, Arrays.stream(seconds).boxed().toList()));
    }
  }

  /** Ends the run and invalidates the measurement. */
  final void fail(Throwable cause) {
    result.completeExceptionally(cause);
  }
}
