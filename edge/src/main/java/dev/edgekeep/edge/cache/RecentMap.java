package dev.edgekeep.edge.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A map that keeps the entries in recent use, in two generations. New entries go to the young one;
 * when it is full it becomes the old one, and the former old one is dropped. An entry that is used
 * becomes young again, so entries that are used once cannot push out those in use for long. Any
 * thread, no locks.
 *
 * <p>It is not Caffeine because a read must cost no more than a look-up, and an empty map hardly
 * anything: Caffeine's reads take 1.3 times as long, twice with expiry, and an empty cache takes
 * 1.7 KB, of which there would be one for each host with its own client CAs.
 */
public final class RecentMap<K, V> {
  private final int generationSize;
  private final AtomicReference<Generations<K, V>> generations =
      new AtomicReference<>(new Generations<>(new ConcurrentHashMap<>()));

  /**
   * @param capacity the limit of entries, at least 2
   */
  public RecentMap(int capacity) {
    this.generationSize = capacity / 2;
  }

  /** The value of a key; null for none. */
  public @Nullable V get(K key) {
    Generations<K, V> now = generations.get();
    V found = now.young.get(key);
    if (found == null) {
      found = now.old.get(key);
      if (found != null) {
        return putIfAbsent(key, found);
      }
    }
    return found;
  }

  /** Sets the value of a key. */
  public void put(K key, V value) {
    withRoom().young.put(key, value);
  }

  /**
   * Sets the value of a key, unless it has one.
   *
   * @return the value that the key has now
   */
  public V putIfAbsent(K key, V value) {
    V raced = withRoom().young.putIfAbsent(key, value);
    return raced == null ? value : raced;
  }

  private Generations<K, V> withRoom() {
    Generations<K, V> now = generations.get();
    if (now.young.size() >= generationSize) {
      generations.compareAndSet(now, new Generations<>(now.young));
      now = generations.get();
    }
    return now;
  }

  /** The number of entries; one that is in both generations counts twice. */
  public int size() {
    Generations<K, V> now = generations.get();
    return now.young.size() + now.old.size();
  }

  private record Generations<K, V>(ConcurrentMap<K, V> young, ConcurrentMap<K, V> old) {
    /** A new generation after {@code old}. */
    Generations(ConcurrentMap<K, V> old) {
      this(new ConcurrentHashMap<>(), old);
    }
  }
}
