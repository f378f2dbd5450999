package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.ModulusDigest;
import dev.edgekeep.keyless.SubjectKeyId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys that are held at a time, by their names. Immutable. */
public final class KeySet {
  /** No keys at all. */
  public static final KeySet EMPTY = new KeySet(List.of());

  private final Map<SubjectKeyId, HeldKey> bySki;
  private final Map<ModulusDigest, HeldKey> byDigest;

  /** Of two objects for the same key, the first is kept. */
  public KeySet(Collection<HeldKey> keys) {
    Map<SubjectKeyId, HeldKey> skis = new LinkedHashMap<>();
    Map<ModulusDigest, HeldKey> digests = new HashMap<>();
    for (HeldKey key : keys) {
      skis.putIfAbsent(key.info().ski(), key);
      ModulusDigest digest = key.info().modulusDigest();
      if (digest != null) {
        digests.putIfAbsent(digest, key);
      }
    }
    this.bySki = Collections.unmodifiableMap(skis);
    this.byDigest = Collections.unmodifiableMap(digests);
  }

  public @Nullable HeldKey get(SubjectKeyId ski) {
    return bySki.get(ski);
  }

  public @Nullable HeldKey get(ModulusDigest digest) {
    return byDigest.get(digest);
  }

  /** The keys, in the order in which they were found. */
  public Collection<HeldKey> keys() {
    return bySki.values();
  }

  public int size() {
    return bySki.size();
  }
}
