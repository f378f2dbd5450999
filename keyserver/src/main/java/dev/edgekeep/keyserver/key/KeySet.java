package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.ModulusDigest;
import dev.edgekeep.keyless.SubjectKeyId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys that are held at a time, by their names. Immutable. */
public final class KeySet {
  /** No keys at all. */
  public static final KeySet EMPTY = new KeySet(List.of());

  private final Map<SubjectKeyId, HeldKey> bySki;
  private final Map<ModulusDigest, HeldKey> byDigest;
  private final int tokens;

  /** Of two objects for the same key, the first is kept. */
  public KeySet(Collection<HeldKey> keys) {
    Map<SubjectKeyId, HeldKey> skis = new LinkedHashMap<>();
    Map<ModulusDigest, HeldKey> digests = new HashMap<>();
    Set<String> tokens = new HashSet<>();
    for (HeldKey key : keys) {
      skis.putIfAbsent(key.info().ski(), key);
      ModulusDigest digest = key.info().modulusDigest();
      if (digest != null) {
        digests.putIfAbsent(digest, key);
      }
      String token = key.info().token();
      if (token != null) {
        tokens.add(token);
      }
    }
    this.bySki = Collections.unmodifiableMap(skis);
    this.byDigest = Collections.unmodifiableMap(digests);
    this.tokens = tokens.size();
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

  /** The number of tokens that hold some of the keys. */
  public int tokens() {
    return tokens;
  }

  public int size() {
    return bySki.size();
  }
}
