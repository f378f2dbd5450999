package dev.edgekeep.keyserver.access;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of every entry that has a rate, and so of the edge that it names, over whatever number
 * of connections and certificates. They outlive connections and reloads: neither fills a bucket.
 * Any thread.
 */
public final class RateLimits {
  private final ConcurrentMap<Permission, RateLimit> limits = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public RateLimits(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Forgets the entries that are no longer there. */
  public void keepOnly(Collection<Permission> entries) {
    limits.keySet().retainAll(entries);
  }

  @Nullable RateLimit of(Permission entry) {
    return entry.perSecond() == Permission.UNLIMITED
        ? null
        : limits.computeIfAbsent(entry, each -> new RateLimit(each.perSecond(), nanoTime));
  }
}
