package dev.edgekeep.control.change;

import java.time.Duration;

/**
 * The {@code Idempotency-Key} of a call, which is carried out once, however often it arrives.
 *
 * @param key that the client chose
 * @param request a digest of the call
 */
public record IdempotencyKey(String key, String request) {
  /** The time in which a repetition is not carried out again. */
  public static final Duration KEPT = Duration.ofDays(1);

  /** The most keys of one token that are remembered; the oldest are forgotten. */
  static final int OF_TOKEN = 2_000;

  /** The most keys of one account that are remembered; the oldest are forgotten. */
  static final int OF_ACCOUNT = 20_000;
}
