package dev.edgekeep.control.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** One certificate a minute for each node: issuing one signs and writes. Any thread. */
final class RenewalPace {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Map<String, Instant> last = new ConcurrentHashMap<>();

  RenewalPace(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns whether a node may have another certificate now, and counts it. */
  boolean isAllowed(String nodeId) {
    Instant now = clock.instant();
    Instant before = now.minus(PAUSE);
    last.values().removeIf(at -> !at.isAfter(before));
    AtomicBoolean isAllowed = new AtomicBoolean();
    last.computeIfAbsent(
        nodeId,
        id -> {
          isAllowed.set(true);
          return now;
        });
    return isAllowed.get();
  }
}
