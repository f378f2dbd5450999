package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostMap;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.cert.SerialShard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of a snapshot that another one does not have: what must be encoded to get from one to
 * the other. Snapshots that follow one another share most of their objects; those are skipped by
 * identity, so that a change of one host costs what a few hosts cost. One thread at a time.
 */
final class SnapshotPieces {
  private final Snapshot snapshot;
  private final Snapshot other;
  private final List<Consumer<PartCollector>> pieces = new ArrayList<>();

  private SnapshotPieces(Snapshot snapshot, Snapshot other) {
    this.snapshot = snapshot;
    this.other = other;
  }

  /**
   * Encodes what {@code snapshot} has and {@code other} does not; whatever both have may come, too.
   *
   * @throws IllegalArgumentException when a host refers to something that its snapshot does not
   *     have
   */
  static void encodeNotIn(Snapshot other, Snapshot snapshot, PartCollector parts) {
    SnapshotPieces pieces = new SnapshotPieces(snapshot, other);
    pieces.find();
    pieces.pieces.forEach(piece -> piece.accept(parts));
  }

  private void find() {
    if (!snapshot.node().equals(other.node())) {
      pieces.add(parts -> NodeCodec.write(snapshot.node(), parts));
    }
    named(snapshot.clientCas(), other.clientCas(), ServerCodec::write);
    named(snapshot.keyServers(), other.keyServers(), ServerCodec::write);
    named(snapshot.origins(), other.origins(), ServerCodec::write);
    unavailable();
    revoked();
    hosts();
    rules();
  }

  private <K, V> void named(
      Map<K, V> values, Map<K, V> others, BiConsumer<V, PartCollector> write) {
    values.forEach((name, value) -> {
      if (!Objects.equals(value, others.get(name))) {
        pieces.add(parts -> write.accept(value, parts));
      }
    });
  }

  private void unavailable() {
    snapshot
        .unavailable()
        .forEach((host, reason) -> {
          if (!reason.equals(other.unavailable().get(host))) {
            pieces.add(parts ->
                parts.add(PartKind.UNAVAILABLE, host.name(), out -> out.text("reason", reason)));
          }
        });
  }

  private void revoked() {
    snapshot
        .revokedSerials()
        .forEach((ca, serials) -> {
          SerialSet before = other.revokedSerials().getOrDefault(ca, SerialSet.EMPTY);
          for (SerialShard shard : serials.shardsNotIn(before)) {
            pieces.add(parts -> Shards.write(ca, shard, parts));
          }
        });
  }

  // A part of the hosts is the same object for as long as none of them changes.
  @SuppressWarnings("ReferenceEquality")
  private void hosts() {
    HostMap hosts = HostMap.of(snapshot.hosts());
    HostMap others = HostMap.of(other.hosts());
    for (int i = 0; i < HostMap.PARTS; i++) {
      Map<HostPattern, Host> same = others.part(i);
      if (hosts.part(i) != same) {
        for (Host host : hosts.part(i).values()) {
          if (!isEncodedAlike(host, same.get(host.name()))) {
            pieces.add(parts -> HostCodec.write(host, snapshot, parts));
          }
        }
      }
    }
  }

  // A host that did not change is the same object, which says enough.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isEncodedAlike(Host host, @Nullable Host before) {
    return host == before || (before != null && HostDraft.of(host).equals(HostDraft.of(before)));
  }

  // The list is the same object for as long as no rule changes.
  @SuppressWarnings("ReferenceEquality")
  private void rules() {
    if (snapshot.rules() == other.rules()) {
      return;
    }
    RuleDraft.All rules = RuleDraft.of(snapshot.rules());
    RuleDraft.All others = RuleDraft.of(other.rules());
    rules
        .byName()
        .forEach((name, rule) -> {
          if (!rule.equals(others.byName().get(name))) {
            pieces.add(parts -> RuleCodec.write(rule, parts));
          }
        });
    rules.hosts().forEach((rule, hosts) -> ruleHosts(rule, hosts, others.hosts().get(rule)));
  }

  private void ruleHosts(String rule, Set<HostPattern> hosts, @Nullable Set<HostPattern> before) {
    if (before != null && hosts.equals(before)) {
      return;
    }
    Map<String, Set<String>> others = Shards.ofHosts(before == null ? Set.of() : before);
    Shards.ofHosts(hosts)
        .forEach((shard, names) -> {
          if (!names.equals(others.get(shard))) {
            pieces.add(parts -> Shards.write(rule, shard, names, parts));
          }
        });
  }
}
