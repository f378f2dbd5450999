package dev.edgekeep.edge;

import dev.edgekeep.edge.exchange.RequestAdmission;
import io.netty.util.concurrent.EventExecutorGroup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets an event loop refuse requests while it is so far behind that clients give up anyway. It is
 * measured by the delay of a task that runs at intervals; several of them in a row have to be late,
 * so that a pause of the process or of the machine refuses nothing. On its event loop only.
 */
final class LoopLag implements Runnable {
  static final Duration INTERVAL = Duration.ofMillis(500);

  /** The delay above which a task is late, and below which the loop has caught up. */
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long CAUGHT_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int LATE_IN_A_ROW = 3;

  private final RequestAdmission admission;
  private final LongSupplier clock;
  private long due;
  private int late;
  private boolean isBehind;

  /**
   * @param clock nanoseconds that only grow
   */
  LoopLag(RequestAdmission admission, LongSupplier clock) {
    this.admission = admission;
    this.clock = clock;
    this.due = clock.getAsLong() + INTERVAL.toNanos();
  }

  /** Measures all event loops from now on. */
  static void watch(EventExecutorGroup loops, RequestAdmission admission) {
    loops.forEach(loop -> {
      LoopLag lag = new LoopLag(admission, System::nanoTime);
      long millis = INTERVAL.toMillis();
      loop.scheduleWithFixedDelay(lag, millis, millis, TimeUnit.MILLISECONDS);
    });
  }

  @Override
  public void run() {
    long now = clock.getAsLong();
    long delay = now - due;
    due = now + INTERVAL.toNanos();
    late = delay > LATE_NANOS ? late + 1 : 0;
    if (!isBehind && late >= LATE_IN_A_ROW) {
      isBehind = true;
      admission.loopIsBehind();
    } else if (isBehind && delay < CAUGHT_UP_NANOS) {
      isBehind = false;
      admission.loopHasCaughtUp();
    }
  }
}
