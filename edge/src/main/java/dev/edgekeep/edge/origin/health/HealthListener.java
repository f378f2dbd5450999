package dev.edgekeep.edge.origin.health;

import java.time.Duration;
import java.time.Instant;

/** The surroundings of a {@link ServerHealth}. Any thread; never blocks. */
public interface HealthListener {
  /** The server was ejected or has come back, or its checks changed. Rare. */
  void changed(HealthStatus status);

  /** Runs a task after a time, on another thread or a later turn of this one. */
  void later(Runnable task, Duration time);

  /** The time of day. */
  Instant now();
}
