package dev.edgekeep.edge.exchange;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the node has room for another request: by the number under way, by what it was
 * told about the memory, and by the delay of the event loop. Nothing is counted while there is no
 * limit. Any thread.
 */
public final class RequestAdmission {
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger loopsBehind = new AtomicInteger();
  private final FastThreadLocal<Boolean> isBehind = new FastThreadLocal<>();
  private volatile @Nullable String shortage;

  /** Refuses all requests from now on, with this reason; null: no longer. */
  public void shortage(@Nullable String reason) {
    shortage = reason;
  }

  /** The event loop that calls this refuses all its requests from now on. */
  public void loopIsBehind() {
    isBehind.set(true);
    loopsBehind.incrementAndGet();
  }

  /** The event loop that calls this accepts requests again. */
  public void loopHasCaughtUp() {
    isBehind.remove();
    loopsBehind.decrementAndGet();
  }

  /** The reason to refuse every request on this event loop; null when there is none. */
  public @Nullable String shortage() {
    String reason = shortage;
    if (reason == null && loopsBehind.get() > 0 && isBehind.isSet()) {
      return "an event loop is more than a second behind; give the process more processor time";
    }
    return reason;
  }

  /** Counts another request unless that is above {@code most}; {@link #release} ends it. */
  boolean admit(int most) {
    if (underWay.incrementAndGet() > most) {
      underWay.decrementAndGet();
      return false;
    }
    return true;
  }

  void release() {
    underWay.decrementAndGet();
  }
}
