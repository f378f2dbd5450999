package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.wire.Shards.ShardKey;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.cert.SerialShard;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Builds large sets from other ones and the shards that changed. Used once, by one thread. */
final class ShardAssembly {
  /** Above this number of changes a set is built from all of its members. */
  private static final int FEW = 4_096;

  private final Map<String, Part> changed;
  private final Set<String> removed;

  ShardAssembly(Map<String, Part> changed, Set<String> removed) {
    this.changed = changed;
    this.removed = removed;
  }

  /** Members that a set loses and gets. */
  private record Change<T>(Set<T> gone, Set<T> come) {
    Change() {
      this(new HashSet<>(), new HashSet<>());
    }
  }

  /**
   * The serial numbers that client CAs have revoked. A shard that cannot be read refuses its client
   * CA: nobody knows which of its certificates are valid.
   */
  Map<String, SerialSet> revoked(Map<String, SerialSet> before, Refusals refusals)
      throws WireException {
    Map<String, Change<SerialNumber>> changes = new HashMap<>();
    for (PartId id : ids(PartKind.REVOKED)) {
      ShardKey key = ShardKey.of(id);
      Part part = changed.get(id.key());
      List<SerialNumber> serials;
      try {
        serials = part == null ? List.of() : Fields.read(id, part.body(), Shards::serials);
      } catch (WireException e) {
        refusals.refuse(part, e);
        refusals.refuse(PartKind.CLIENT_CA.id(key.owner()), e);
        continue;
      }
      SerialSet set = before.getOrDefault(key.owner(), SerialSet.EMPTY);
      SerialShard shard = set.shard(key.shard());
      Change<SerialNumber> change = changes.computeIfAbsent(key.owner(), owner -> new Change<>());
      change.gone().addAll(shard == null ? List.of() : shard.serials());
      change.come().addAll(serials);
    }
    Map<String, SerialSet> next = new TreeMap<>(before);
    changes.forEach(
        (ca, change) -> next.put(ca, changed(next.getOrDefault(ca, SerialSet.EMPTY), change)));
    next.values().removeIf(SerialSet::isEmpty);
    return next;
  }

  private static SerialSet changed(SerialSet set, Change<SerialNumber> change) {
    Set<SerialNumber> gone = new HashSet<>(change.gone());
    gone.removeAll(change.come());
    Set<SerialNumber> come = new HashSet<>(change.come());
    come.removeAll(change.gone());
    if (gone.size() + come.size() > FEW) {
      set.forEach(serial -> {
        if (!gone.contains(serial)) {
          come.add(serial);
        }
      });
      return SerialSet.of(come);
    }
    SerialSet next = set;
    for (SerialNumber serial : gone) {
      next = next.without(serial);
    }
    for (SerialNumber serial : come) {
      next = next.with(serial);
    }
    return next;
  }

  /** The hosts of rules, by the rule that they are named for. */
  Map<String, Set<HostPattern>> hosts(Map<String, Set<HostPattern>> before) throws WireException {
    Map<String, Change<HostPattern>> changes = new HashMap<>();
    Map<String, Map<String, Set<String>>> shards = new HashMap<>();
    for (PartId id : ids(PartKind.RULE_HOSTS)) {
      ShardKey key = ShardKey.of(id);
      Change<HostPattern> change = changes.computeIfAbsent(key.owner(), owner -> new Change<>());
      shards
          .computeIfAbsent(
              key.owner(), owner -> Shards.ofHosts(before.getOrDefault(owner, Set.of())))
          .getOrDefault(key.shard(), Set.of())
          .forEach(name -> change.gone().add(new HostPattern(name)));
      Part part = changed.get(id.key());
      if (part != null) {
        change.come().addAll(Fields.read(id, part.body(), ShardAssembly::names));
      }
    }
    Map<String, Set<HostPattern>> next = new HashMap<>(before);
    changes.forEach((rule, change) -> {
      Set<HostPattern> hosts = new HashSet<>(before.getOrDefault(rule, Set.of()));
      hosts.removeAll(change.gone());
      hosts.addAll(change.come());
      next.put(rule, Set.copyOf(hosts));
    });
    return next;
  }

  private static List<HostPattern> names(Fields in) throws WireException {
    return in.texts("hosts").stream().map(HostPattern::new).toList();
  }

  private List<PartId> ids(PartKind kind) {
    Set<String> keys = new HashSet<>(changed.keySet());
    keys.addAll(removed);
    return keys.stream().map(kind::id).toList();
  }
}
