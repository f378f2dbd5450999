package dev.edgekeep.edge.origin.health;

import java.util.concurrent.TimeUnit;

/**
 * Health by observation: a server that could not be reached is unhealthy for 1 second, then 2, 4, …
 * 16, until a connection is established. Event loop only.
 */
public final class PassiveEjection implements ServerHealth {
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_DOUBLINGS = 4;

  private int failures;
  private long ejectedUntil;

  @Override
  public boolean isHealthy(long now) {
    return failures == 0 || ejectedUntil - now <= 0;
  }

  @Override
  public void connected() {
    failures = 0;
  }

  @Override
  public void connectFailed(long now) {
    ejectedUntil = now + (FIRST_NANOS << Math.min(failures, MAX_DOUBLINGS));
    failures++;
  }
}
