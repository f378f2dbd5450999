package dev.edgekeep.edge.deadline;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches time limits. Each event loop has a list of its own that is looked through every {@value
 * #SWEEP_MILLIS} ms while there is anything in it, so that setting and moving a limit costs one
 * write. Limits are kept to within that interval.
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

  /**
   * Watches {@code watched} until {@link #unwatch}. Both on the event loop {@code loop} of the
   * caller.
   */
  public void watch(Watched watched, EventExecutor loop) {
    assert loop.inEventLoop();
    sweeps.get().add(watched, loop);
  }

  /** Ends the watch; nothing happens when there is none. */
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

    /** Sets the limit to so long after {@code now}, a reading of {@link System#nanoTime}. */
    public final void limit(long now, long nanos) {
      setAt = now;
      limitNanos = nanos;
    }

    public final void noLimit() {
      limitNanos = NEVER;
    }

    /** The limit has passed. It is not called again until a limit is set again. */
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

    // It is about this very entry of the list.
    @SuppressWarnings("ReferenceEquality")
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
