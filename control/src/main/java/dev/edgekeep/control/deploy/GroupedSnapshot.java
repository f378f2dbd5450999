package dev.edgekeep.control.deploy;

import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Snapshot;
import java.util.Map;
import java.util.Set;

/**
 * A snapshot of everything, with the hosts that only some groups of nodes serve. Immutable.
 *
 * @param restricted the groups of such hosts; hosts that are not here belong to all groups
 */
public record GroupedSnapshot(Snapshot all, Map<HostPattern, Set<String>> restricted) {
  public GroupedSnapshot {
    restricted = Map.copyOf(restricted);
  }

  /** The snapshot of one group: its hosts, and what they use. */
  public Snapshot of(String group) {
    return new GroupView(group).of(this);
  }

  /** A snapshot whose hosts belong to all groups. */
  public static GroupedSnapshot ofAllGroups(Snapshot all) {
    return new GroupedSnapshot(all, Map.of());
  }
}
