package dev.edgekeep.keyserver.access;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The token buckets of all entries with a rate. An edge shares the bucket of its entry over all its
 * connections and certificates. Buckets outlive connections and reloads, so neither refills one.
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

  /** Forgets the buckets of all other entries. */
  public void keepOnly(Collection<Permission> entries) {
    limits.keySet().retainAll(entries);
  }

  @Nullable RateLimit of(Permission entry) {
    return entry.perSecond() == Permission.UNLIMITED
        ? null
        : limits.computeIfAbsent(entry, each -> new RateLimit(each.perSecond(), nanoTime));
  }
}
