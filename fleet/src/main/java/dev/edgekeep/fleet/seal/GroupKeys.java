package dev.edgekeep.fleet.seal;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest keys of a group: the newest seals, all open. Any thread; never blocks for long. Not
 * printed.
 */
public final class GroupKeys {
  /** The number of keys that are kept. */
  public static final int KEPT = 3;

  private final NavigableMap<Long, GroupKey> keys = new TreeMap<>();

  public GroupKeys(Collection<GroupKey> keys) {
    keys.forEach(this::add);
  }

  /** Adds a key; the oldest is forgotten when there are too many. */
  public synchronized void add(GroupKey key) {
    keys.put(key.epoch(), key);
    while (keys.size() > KEPT) {
      keys.pollFirstEntry();
    }
  }

  /** The key of an epoch; null: it is not known. */
  public synchronized @Nullable GroupKey of(long epoch) {
    return keys.get(epoch);
  }

  /** The key that seals; null: there is none yet. */
  public synchronized @Nullable GroupKey newest() {
    return keys.isEmpty() ? null : keys.lastEntry().getValue();
  }

  /** All keys, oldest first. */
  public synchronized List<GroupKey> all() {
    return List.copyOf(keys.values());
  }
}
