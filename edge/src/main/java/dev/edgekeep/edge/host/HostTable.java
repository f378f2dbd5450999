package dev.edgekeep.edge.host;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every host of one snapshot by name. Immutable. */
public final class HostTable {
  private final Map<String, ServedHost> byName;

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
}
