package dev.edgekeep.edge.host;

import dev.edgekeep.snapshot.HostMap;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every host of one snapshot by name, wildcards as {@code *.example.com}. Immutable, and in the
 * parts of its {@link HostMap}: tables that follow one another share what did not change.
 */
public final class HostTable {
  public static final HostTable EMPTY = new HostTable(Collections.nCopies(HostMap.PARTS, Map.of()));

  private final List<Map<String, ServedHost>> parts;
  private final Map<String, String> unavailable;
  private final int size;

  /**
   * Keeps the parts: the caller must not write to them again.
   *
   * @param parts by lower-case names, as many and each as {@link HostMap#partOf} has it
   */
  public HostTable(List<Map<String, ServedHost>> parts) {
    this(parts, Map.of());
  }

  private HostTable(List<Map<String, ServedHost>> parts, Map<String, String> unavailable) {
    this.parts = parts;
    this.unavailable = unavailable;
    this.size = parts.stream().mapToInt(Map::size).sum();
  }

  /**
   * The same hosts beside these names, which are configured and cannot be served; the same table
   * where they are the same.
   *
   * @param reasons by lower-case names, wildcards as {@code *.example.com}
   */
  public HostTable without(Map<String, String> reasons) {
    return reasons.equals(unavailable) ? this : new HostTable(parts, Map.copyOf(reasons));
  }

  /**
   * The reason why a lower-case name that is configured cannot be served; null when it can be, or
   * is not configured.
   */
  public @Nullable String unavailable(String name) {
    if (unavailable.isEmpty() || get(name) != null) {
      return null;
    }
    String exact = unavailable.get(name);
    int dot = name.indexOf('.');
    return exact != null || dot <= 0 ? exact : unavailable.get("*" + name.substring(dot));
  }

  /**
   * The host for a lower-case name: the exact one, else the wildcard one label up, else null. A
   * name that is unavailable has none, whatever wildcard covers it.
   */
  public @Nullable ServedHost find(String name) {
    ServedHost exact = get(name);
    if (exact != null) {
      return exact;
    }
    if (unavailable.containsKey(name)) {
      return null;
    }
    int dot = name.indexOf('.');
    return dot <= 0 ? null : get("*" + name.substring(dot));
  }

  /**
   * The host that is configured under this very name, wildcards as {@code *.example.com}; or null.
   */
  public @Nullable ServedHost get(String name) {
    return parts.get(HostMap.partOf(name)).get(name);
  }

  /** The hosts of a part, by name. */
  public Map<String, ServedHost> part(int index) {
    return parts.get(index);
  }

  /** In no particular order. */
  public Collection<ServedHost> all() {
    return parts.stream().flatMap(part -> part.values().stream()).toList();
  }

  public int size() {
    return size;
  }
}
