package dev.edgekeep.keyserver.check;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends steps that take too long. A socket's own time-outs limit single reads, but neither writes
 * nor name look-ups: a peer that sends byte by byte would hold a step for ever.
 */
final class TimeLimit {
  private TimeLimit() {}

  /**
   * Runs a step. Blocks, no longer than the limit.
   *
   * @param socket closed when the time is over, which ends the step
   * @throws SocketTimeoutException when the time is over
   */
  static <T> T within(Duration limit, Closeable socket, Callable<T> step) throws IOException {
    FutureTask<T> task = new FutureTask<>(step);
    Thread.ofVirtual().name("keyserver-check").start(task);
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      socket.close();
      throw new SocketTimeoutException("nothing within %,d ms".formatted(limit.toMillis()));
    } catch (InterruptedException e) {
      socket.close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw cause(e);
    }
  }

  private static IOException cause(ExecutionException e) {
    return switch (e.getCause()) {
      case IOException failure -> failure;
      case RuntimeException failure -> throw failure;
      case Error failure -> throw failure;
      case null, default -> new IOException(e);
    };
  }
}
