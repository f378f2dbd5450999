package dev.edgekeep.edge.rules;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Token buckets by key: each holds as many requests as are allowed in a period, and fills up
 * evenly. A bucket is one number, the time at which it will be full again. Any thread, no locks.
 *
 * <p>Memory is bounded by two generations: new keys go to the young one; when that is full it
 * becomes the old one and the former old one is forgotten. What is used becomes young again, so
 * that keys that are seen once cannot push out those that are limited.
 */
final class RateLimiter {
  /** Some ten megabytes for a limiter that is full. */
  static final int MAX_KEYS = 100_000;

  private static final int LONGEST_KEY = 64;

  private final long periodNanos;
  private final long nanosForOne;
  private final int generationSize;
  private final AtomicReference<Generations> generations;

  RateLimiter(Duration period, long threshold, int maxKeys) {
    this.periodNanos = period.toNanos();
    this.nanosForOne = Math.max(1, periodNanos / threshold);
    this.generationSize = maxKeys / 2;
    this.generations = new AtomicReference<>(new Generations(new ConcurrentHashMap<>()));
  }

  /**
   * Whether one more request of this key is within the limit; if so it is counted.
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
    Generations now = generations.get();
    AtomicLong found = now.young.get(key);
    if (found != null) {
      return found;
    }
    AtomicLong older = now.old.get(key);
    if (now.young.size() >= generationSize) {
      generations.compareAndSet(now, new Generations(now.young));
      now = generations.get();
    }
    AtomicLong fresh = older == null ? new AtomicLong(nowNanos) : older;
    AtomicLong raced = now.young.putIfAbsent(key, fresh);
    return raced == null ? fresh : raced;
  }

  int size() {
    Generations now = generations.get();
    return now.young.size() + now.old.size();
  }

  private static String digest(String key) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private record Generations(
      ConcurrentMap<String, AtomicLong> young, ConcurrentMap<String, AtomicLong> old) {
    /** A new generation after {@code old}. */
    Generations(ConcurrentMap<String, AtomicLong> old) {
      this(new ConcurrentHashMap<>(), old);
    }
  }
}
