package dev.edgekeep.edge.exchange;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the node has room for another request: by the number under way, and by what it
 * was told about the memory. Nothing is counted while there is no limit. Any thread.
 */
public final class RequestAdmission {
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile @Nullable String shortage;

  /** Refuses all requests from now on, with this reason; null: no longer. */
  public void shortage(@Nullable String reason) {
    shortage = reason;
  }

  /** The reason to refuse every request; null when there is none. */
  public @Nullable String shortage() {
    return shortage;
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
