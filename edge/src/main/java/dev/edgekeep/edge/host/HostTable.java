package dev.edgekeep.edge.host;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every host of one snapshot by name. Immutable. */
public final class HostTable {
  public static final HostTable EMPTY = new HostTable(Map.of());

  private final Map<String, ServedHost> byName;

  /**
   * Takes over the map: the caller does not write to it again.
   *
   * @param byName keys are lower-case names, wildcards as {@code *.example.com}
   */
  public HostTable(Map<String, ServedHost> byName) {
    this.byName = byName;
  }

  /** The host for a lower-case name: the exact one, else the wildcard one label up, else null. */
  public @Nullable ServedHost find(String name) {
    ServedHost exact = byName.get(name);
    if (exact != null) {
      return exact;
    }
    int dot = name.indexOf('.');
    return dot <= 0 ? null : byName.get("*" + name.substring(dot));
  }

  /**
   * The host that is configured under this very name, wildcards as {@code *.example.com}; or null.
   */
  public @Nullable ServedHost get(String name) {
    return byName.get(name);
  }

  public Collection<ServedHost> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  public int size() {
    return byName.size();
  }
}
