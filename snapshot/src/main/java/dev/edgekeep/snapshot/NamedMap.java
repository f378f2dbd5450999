package dev.edgekeep.snapshot;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map in insertion order, whose values are filed under their own names. It is checked
 * and copied once: maps that did not change are passed from one snapshot to the next as they are,
 * however large.
 */
final class NamedMap<K, V> extends AbstractMap<K, V> {
  private final Map<K, V> values;

  private NamedMap(Map<K, V> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /**
   * @throws IllegalArgumentException when a value has another name than it is filed under
   */
  static <K, V> NamedMap<K, V> of(Map<K, V> values, Function<V, K> name) {
    if (values instanceof NamedMap<K, V> same) {
      return same;
    }
    Map<K, V> copy = new LinkedHashMap<>(values);
    copy.forEach((key, value) -> {
      if (!key.equals(name.apply(value))) {
        throw new IllegalArgumentException(
            "%s is filed under %s".formatted(name.apply(value), key));
      }
    });
    return new NamedMap<>(copy);
  }

  @Override
  public Set<Entry<K, V>> entrySet() {
    return values.entrySet();
  }

  @Override
  public @Nullable V get(Object key) {
    return values.get(key);
  }

  @Override
  public boolean containsKey(Object key) {
    return values.containsKey(key);
  }

  @Override
  public int size() {
    return values.size();
  }
}
