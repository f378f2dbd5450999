package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.HostPattern;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of a received version besides its snapshot, where some of its parts could not be put in
 * force: they are tried again with the next version, which may bring what they lack. Immutable.
 *
 * @param parts those that cannot be read, and those that depend on them
 * @param hosts out of service, with the reason
 * @param rules all rules with their places, also of those that cannot be read; null: all can be
 * @param refused the parts that cannot be read, for people
 * @param removed where the version is refused as a whole: the parts that it would have removed
 */
record Withheld(
    Map<PartId, Part> parts,
    Map<HostPattern, String> hosts,
    RuleDraft.@Nullable All rules,
    List<RefusedPart> refused,
    @Nullable Set<PartId> removed) {
  static final Withheld NOTHING = new Withheld(Map.of(), Map.of(), null, List.of(), null);

  Withheld {
    parts = Map.copyOf(parts);
    hosts = Map.copyOf(hosts);
    refused = List.copyOf(refused);
    removed = removed == null ? null : Set.copyOf(removed);
  }
}
