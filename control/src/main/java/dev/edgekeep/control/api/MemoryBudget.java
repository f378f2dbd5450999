package dev.edgekeep.control.api;

import dev.edgekeep.control.error.DomainException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds the memory that large bodies and answers take: of all, and of each account. Any thread;
 * does not block.
 */
final class MemoryBudget {
  /** Smaller ones are bounded by the number of calls. */
  static final int SMALL = 64 << 10;

  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final long LEAST_SHARE = 64L << 20;

  private final long all;
  private final long ofAccount;
  private final Map<String, Long> accounts = new HashMap<>();
  private long used;

  MemoryBudget(long all) {
    this.all = all;
    this.ofAccount = Math.max(LEAST_SHARE, all / 2);
  }

  /**
   * Takes some more.
   *
   * @throws DomainException when there is none left
   */
  synchronized void take(String account, long bytes) {
    if (used + bytes > all || accounts.getOrDefault(account, 0L) + bytes > ofAccount) {
      throw DomainException.busy(
          "other large bodies or answers are under way; try again, or ask for less", AGAIN);
    }
    used += bytes;
    accounts.merge(account, bytes, Long::sum);
  }

  synchronized void giveBack(String account, long bytes) {
    used -= bytes;
    accounts.computeIfPresent(account, (id, sum) -> sum == bytes ? null : sum - bytes);
  }
}
