package dev.edgekeep.control.store;

import dev.edgekeep.control.store.StoreException.Kind;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads for one kind of database work, with a bounded number of calls that wait for one.
 * SQLite blocks the thread that calls it: on virtual threads a few locked databases would stop all
 * others. Any thread.
 */
final class Lane implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(1);

  private final ThreadPoolExecutor threads;
  private final Duration patience;
  private final ThreadLocal<Boolean> isMine = ThreadLocal.withInitial(() -> false);

  /**
   * @param waiting calls that may wait for a thread
   * @param patience longest wait for a thread
   */
  Lane(String name, int threads, int waiting, Duration patience) {
    this.patience = patience;
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(waiting),
            factory(name));
    this.threads.allowCoreThreadTimeOut(true);
  }

  private ThreadFactory factory(String name) {
    ThreadFactory made = Thread.ofPlatform().daemon().name(name + "-", 1).factory();
    return work ->
        made.newThread(() -> {
          isMine.set(true);
          work.run();
        });
  }

  /** A call that waits for a thread, has one, or was given up before it had one. */
  private static final class Work<T> extends FutureTask<T> {
    private final AtomicBoolean isDecided = new AtomicBoolean();
    private final CountDownLatch begun = new CountDownLatch(1);

    Work(Callable<T> call) {
      super(call);
    }

    @Override
    public void run() {
      if (isDecided.compareAndSet(false, true)) {
        begun.countDown();
        super.run();
      }
    }

    /** Returns whether it will never run. */
    boolean giveUp() {
      return isDecided.compareAndSet(false, true);
    }

    boolean begins(Duration within) throws InterruptedException {
      return begun.await(within.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /**
   * Runs work on a thread of this lane and waits for its end; at once when it is called by one.
   *
   * @throws StoreException when no thread was free in time; the work was not begun
   */
  <T> T run(Callable<T> call) {
    if (isMine.get()) {
      return called(call);
    }
    Work<T> work = new Work<>(call);
    try {
      threads.execute(work);
    } catch (RejectedExecutionException e) {
      throw busy(e);
    }
    return ended(work);
  }

  private static <T> T called(Callable<T> call) {
    try {
      return call.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private <T> T ended(Work<T> work) {
    boolean isInterrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          if (!work.begins(patience) && work.giveUp()) {
            threads.remove(work);
            throw busy(null);
          }
          return work.get();
        } catch (InterruptedException e) {
          isInterrupted = true;
          if (work.giveUp()) {
            threads.remove(work);
            throw new StoreException(Kind.UNAVAILABLE, "the control plane is ending", e);
          }
          // Work that has begun may be kept: its outcome is waited for.
        }
      }
    } catch (ExecutionException e) {
      throw cause(e);
    } catch (CancellationException e) {
      throw busy(e);
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException cause(ExecutionException e) {
    return switch (e.getCause()) {
      case RuntimeException failure -> failure;
      case Error failure -> throw failure;
      case null, default -> new IllegalStateException(e.getCause());
    };
  }

  private static StoreException busy(@Nullable Throwable cause) {
    return new StoreException(
        Kind.UNAVAILABLE, "too many calls wait for the database; try again", cause);
  }

  /** Ends what waits; what has begun has a moment to end. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      boolean _ = threads.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
