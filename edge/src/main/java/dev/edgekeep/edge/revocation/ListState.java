package dev.edgekeep.edge.revocation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The fetches from one URL, as admin page and metrics show them. Immutable.
 *
 * @param fetchedAt the last success; null before the first
 * @param attemptedAt the last end of an attempt; null before the first
 * @param nextAt the next attempt
 * @param failures since the last success
 * @param problem the reason of the last failure; null after a success
 */
public record ListState(
    @Nullable Instant fetchedAt,
    @Nullable Instant attemptedAt,
    @Nullable Instant nextAt,
    int failures,
    @Nullable String problem) {
  /** No attempt has been made. */
  static final ListState NEW = new ListState(null, null, null, 0, null);

  ListState succeeded(Instant now) {
    return new ListState(now, now, nextAt, 0, null);
  }

  ListState failed(Instant now, String reason) {
    return new ListState(fetchedAt, now, nextAt, failures + 1, reason);
  }

  ListState nextAt(Instant next) {
    return new ListState(fetchedAt, attemptedAt, next, failures, problem);
  }
}
