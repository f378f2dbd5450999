package dev.edgekeep.edge.rules;

import dev.edgekeep.edge.cache.RecentMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Token buckets by key: each holds the requests that are allowed in a period, and fills up evenly.
 * A bucket is one number, the time at which it is full again. Memory is bounded: keys that are seen
 * once cannot push out keys that are limited. Any thread, no locks.
 */
final class RateLimiter {
  /** Some ten megabytes for a limiter that is full. */
  static final int MAX_KEYS = 100_000;

  private static final int LONGEST_KEY = 64;

  private final long periodNanos;
  private final long nanosForOne;
  private final RecentMap<String, AtomicLong> buckets;

  RateLimiter(Duration period, long threshold, int maxKeys) {
    this.periodNanos = period.toNanos();
    this.nanosForOne = Math.max(1, periodNanos / threshold);
    this.buckets = new RecentMap<>(maxKeys);
  }

  /**
   * Returns whether one more request of this key is within the limit. If so, it is counted.
   *
   * @param nowNanos of {@link System#nanoTime}
   */
  boolean allows(String key, long nowNanos) {
    AtomicLong fullAt = bucket(key.length() > LONGEST_KEY ? digest(key) : key, nowNanos);
    while (true) {
      long before = fullAt.get();
      long from = before - nowNanos < 0 ? nowNanos : before;
      long after = from + nanosForOne;
      if (after - nowNanos > periodNanos) {
        return false;
      }
      if (fullAt.compareAndSet(before, after)) {
        return true;
      }
    }
  }

  private AtomicLong bucket(String key, long nowNanos) {
    AtomicLong found = buckets.get(key);
    return found == null ? buckets.putIfAbsent(key, new AtomicLong(nowNanos)) : found;
  }

  int size() {
    return buckets.size();
  }

  private static String digest(String key) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
