package dev.edgekeep.daemon.deadline;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Time limits of many connections at the cost of one timer for each event loop. The timer goes
 * through the loop's limits every {@value #SWEEP_MILLIS} ms while there are any, so setting or
 * moving a limit costs one write, and a limit is noticed at most that much later. Shared by all
 * event loops; each method is called on the event loop of its {@link Watched}.
 */
public final class Deadlines {
  private static final int SWEEP_MILLIS = 250;

  private final FastThreadLocal<Sweep> sweeps =
      new FastThreadLocal<>() {
        @Override
        protected Sweep initialValue() {
          return new Sweep();
        }
      };

  /** Watches {@code watched} until {@link #unwatch}. Nothing happens when it is watched already. */
  public void watch(Watched watched, EventExecutor loop) {
    assert loop.inEventLoop();
    sweeps.get().add(watched, loop);
  }

  /** Ends the watch. Nothing happens when {@code watched} is not watched. */
  public void unwatch(Watched watched) {
    sweeps.get().remove(watched);
  }

  /** Something with a time limit. Event loop only. */
  public abstract static class Watched {
    private static final long NEVER = Long.MAX_VALUE;

    private @Nullable Watched previous;
    private @Nullable Watched next;
    private boolean isListed;
    private long limitNanos = NEVER;
    private long setAt;

    /** Sets the limit to {@code nanos} after {@code now}, a reading of {@link System#nanoTime}. */
    public final void limit(long now, long nanos) {
      setAt = now;
      limitNanos = nanos;
    }

    /** Removes the limit; the watch goes on. */
    public final void noLimit() {
      limitNanos = NEVER;
    }

    /** Called once when the limit has passed, and not again until another limit is set. */
    protected abstract void limitPassed();

    private void check(long now) {
      if (limitNanos != NEVER && now - setAt >= limitNanos) {
        limitNanos = NEVER;
        limitPassed();
      }
    }
  }

  private static final class Sweep implements Runnable {
    private @Nullable Watched first;
    private @Nullable Watched upNext;
    private @Nullable EventExecutor ticking;

    void add(Watched watched, EventExecutor loop) {
      if (watched.isListed) {
        return;
      }
      watched.isListed = true;
      watched.next = first;
      if (first != null) {
        first.previous = watched;
      }
      first = watched;
      if (ticking == null) {
        ticking = loop;
        tick(loop);
      }
    }

    @SuppressWarnings("ReferenceEquality") // entries of the list are compared by identity
    void remove(Watched watched) {
      if (!watched.isListed) {
        return;
      }
      watched.isListed = false;
      if (upNext == watched) {
        upNext = watched.next;
      }
      if (watched.previous == null) {
        first = watched.next;
      } else {
        watched.previous.next = watched.next;
      }
      if (watched.next != null) {
        watched.next.previous = watched.previous;
      }
      watched.previous = null;
      watched.next = null;
    }

    @Override
    public void run() {
      long now = System.nanoTime();
      // A limit that passes may remove any other entry: upNext follows such removals.
      upNext = first;
      while (upNext != null) {
        Watched watched = upNext;
        upNext = watched.next;
        watched.check(now);
      }
      EventExecutor loop = ticking;
      if (first == null || loop == null || loop.isShuttingDown()) {
        ticking = null;
      } else {
        tick(loop);
      }
    }

    private void tick(EventExecutor loop) {
      var _ = loop.schedule(this, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
