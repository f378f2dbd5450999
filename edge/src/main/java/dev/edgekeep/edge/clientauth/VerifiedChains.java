package dev.edgekeep.edge.clientauth;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Remembers chains that were verified under one {@link ClientTrust}, so that they are not verified
 * again while their grounds stand. Only verified chains are kept: what strangers send cannot push
 * out what clients use.
 *
 * <p>Bounded by two generations: new entries go to the young one; when it is full it becomes the
 * old one and the former old one is dropped. What is used from the old one becomes young again.
 * Thread-safe, no locks.
 */
final class VerifiedChains {
  private final int generationSize;
  private final AtomicReference<Generations> generations = new AtomicReference<>(new Generations());

  /**
   * @param capacity the most chains kept, at least 2
   */
  VerifiedChains(int capacity) {
    this.generationSize = capacity / 2;
  }

  @Nullable CheckedClient get(PresentedChain.Key key) {
    Generations now = generations.get();
    CheckedClient found = now.young.get(key);
    if (found == null) {
      found = now.old.get(key);
      if (found != null) {
        put(key, found);
      }
    }
    return found;
  }

  void put(PresentedChain.Key key, CheckedClient checked) {
    Generations now = generations.get();
    if (now.young.size() >= generationSize) {
      generations.compareAndSet(now, new Generations(now.young));
      now = generations.get();
    }
    now.young.put(key, checked);
  }

  int size() {
    Generations now = generations.get();
    return now.young.size() + now.old.size();
  }

  private record Generations(
      ConcurrentMap<PresentedChain.Key, CheckedClient> young,
      ConcurrentMap<PresentedChain.Key, CheckedClient> old) {
    Generations() {
      this(new ConcurrentHashMap<>());
    }

    Generations(ConcurrentMap<PresentedChain.Key, CheckedClient> old) {
      this(new ConcurrentHashMap<>(), old);
    }
  }
}
