package dev.edgekeep.daemon.reload;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs reloads, one at a time, when a file has changed or on request. Changes come in bursts, such
 * as a certificate and then its key, so a reload begins after a pause.
 */
public final class Reloads implements AutoCloseable {
  private static final long PAUSE_MILLIS = 100;

  private final Semaphore wanted = new Semaphore(0);
  private final Supplier<Set<Path>> reload;
  private final FileWatch watch;
  private final Thread thread;

  private Reloads(Supplier<Set<Path>> reload) throws IOException {
    this.reload = reload;
    this.watch = FileWatch.start(wanted::release);
    this.thread = Thread.ofPlatform().daemon().name("edgekeep-reload").unstarted(this::run);
  }

  /**
   * @param files the files read so far
   * @param readAt the beginning of that reading
   * @param reload reads again, and returns the files that it read; does not throw
   */
  public static Reloads start(Set<Path> files, Instant readAt, Supplier<Set<Path>> reload)
      throws IOException {
    Reloads reloads = new Reloads(reload);
    reloads.watch.follow(files, readAt);
    reloads.thread.start();
    return reloads;
  }

  /**
   * Watches other files from now on, after a reload that was not requested here. Any thread.
   *
   * @param readAt the beginning of its reading
   */
  public void follow(Set<Path> files, Instant readAt) {
    watch.follow(files, readAt);
  }

  /** Requests a reload. Any thread. */
  public void request() {
    wanted.release();
  }

  @Override
  public void close() throws IOException {
    thread.interrupt();
    watch.close();
  }

  private void run() {
    try {
      while (true) {
        wanted.acquire();
        while (wanted.tryAcquire(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          wanted.drainPermits();
        }
        Instant readAt = Instant.now();
        watch.follow(reload.get(), readAt);
      }
    } catch (InterruptedException | ClosedWatchServiceException _) {
      // Closed.
    }
  }
}
