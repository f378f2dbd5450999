package dev.edgekeep.edge.ocsp;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The system's clock, set forward. */
final class AdjustableClock implements InstantSource {
  private volatile Duration ahead = Duration.ZERO;

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead);
  }

  void advance(Duration by) {
    ahead = ahead.plus(by);
  }
}
