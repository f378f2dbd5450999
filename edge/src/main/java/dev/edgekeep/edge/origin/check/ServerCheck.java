package dev.edgekeep.edge.origin.check;

import dev.edgekeep.edge.origin.UnpooledServer;
import dev.edgekeep.snapshot.HealthCheck;
import io.netty.channel.EventLoop;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Checks one server again and again: the next check begins an interval after the one before, and
 * never before that has ended. The first comes within a tenth of the interval, and each interval is
 * up to a tenth shorter or longer, so that the checks of many nodes and servers are spread. {@link
 * #start} and {@link #stop} by any thread; the rest on the event loop.
 */
final class ServerCheck {
  private final HealthCheck check;
  private final UnpooledServer server;
  private final EventLoop loop;
  private @Nullable Probing current;
  private boolean isStopped;
  private volatile double stretch = 1;

  ServerCheck(HealthCheck check, UnpooledServer server, EventLoop loop) {
    this.check = check;
    this.server = server;
    this.loop = loop;
  }

  void start() {
    later(ThreadLocalRandom.current().nextLong(check.interval().toNanos() / 10 + 1));
  }

  /**
   * Makes every interval longer, so that a node with many servers does not check too often.
   *
   * @param factor at least 1
   */
  void stretch(double factor) {
    stretch = factor;
  }

  private void later(long nanos) {
    var _ = loop.schedule(this::run, nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Ends the checks.
   *
   * @param isForGood whether the latest result counts no more: no other check follows
   */
  void stop(boolean isForGood) {
    loop.execute(() -> {
      isStopped = true;
      if (current != null) {
        current.abandon();
      }
      if (isForGood) {
        server.health().unchecked();
      }
    });
  }

  private void run() {
    if (isStopped) {
      return;
    }
    long interval = (long) (check.interval().toNanos() * stretch);
    later(interval - interval / 10 + ThreadLocalRandom.current().nextLong(interval / 5 + 1));
    if (current == null) {
      Probing begun = new Probing(check.probe(), server, this::ended);
      current = begun;
      begun.begin(loop, check.timeout());
    }
  }

  /** A check has ended, with a failure or with none. */
  private void ended(@Nullable String failure) {
    current = null;
    if (!isStopped) {
      server.health().checked(failure, System.nanoTime());
    }
  }
}
