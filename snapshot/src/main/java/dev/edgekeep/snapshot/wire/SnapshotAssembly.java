package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostMap;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.wire.Fields.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds a snapshot from another one and the parts that changed. Objects that did not change stay
 * the same objects. Used once, by one thread.
 */
final class SnapshotAssembly {
  private final VersionedSnapshot base;
  private final SnapshotUpdate update;
  private final Map<PartId, Blob> blobs = new HashMap<>();
  private final Map<PartKind, Map<String, Part>> changed = new HashMap<>();
  private final Map<PartKind, Set<String>> removed = new HashMap<>();

  SnapshotAssembly(VersionedSnapshot base, SnapshotUpdate update) {
    this.base = base;
    this.update = update;
  }

  VersionedSnapshot assemble() throws WireException {
    Manifest manifest = manifest();
    if (!manifest.content().equals(update.content())) {
      throw new WireException(
          "the parts of version %d have not the content hash %s"
              .formatted(update.version(), update.content().hex()));
    }
    try {
      return new VersionedSnapshot(update.version(), snapshot(), manifest);
    } catch (IllegalArgumentException e) {
      throw new WireException(String.valueOf(e.getMessage()));
    }
  }

  /** Sorts the parts by kind, reads those that others refer to, and lists all. */
  private Manifest manifest() throws WireException {
    Manifest.Draft draft = base.manifest().draft();
    for (PartId id : update.removed()) {
      if (!draft.remove(id)) {
        throw new WireException(id, "it is removed, and is not there");
      }
      PartKind kind = PartKind.of(id.kind());
      if (kind != null) {
        removed.computeIfAbsent(kind, any -> new HashSet<>()).add(id.key());
      }
    }
    for (Part part : update.parts()) {
      draft.put(part.id(), part.hash(), sort(part));
    }
    return draft.manifest();
  }

  private @Nullable Blob sort(Part part) throws WireException {
    PartId id = part.id();
    PartKind kind = PartKind.of(id.kind());
    if (kind == null) {
      if (part.isCritical()) {
        throw new WireException(id, "this version of the program does not know this kind of part");
      }
      return null;
    }
    if (!kind.isKeyedByContent()) {
      changed.computeIfAbsent(kind, any -> new TreeMap<>()).put(id.key(), part);
      return null;
    }
    if (!part.hash().hex().equals(id.key())) {
      throw new WireException(id, "its content has another hash");
    }
    Blob blob = Blob.read(kind, id, part.body());
    blobs.put(id, blob);
    return blob;
  }

  private @Nullable Blob blob(PartId id) {
    Blob blob = blobs.get(id);
    return blob == null ? base.manifest().blob(id) : blob;
  }

  private Snapshot snapshot() throws WireException {
    Snapshot before = base.snapshot();
    Map<String, ClientCa> clientCas =
        named(PartKind.CLIENT_CA, before.clientCas(), ServerCodec::clientCa);
    Map<String, KeyServer> keyServers =
        named(PartKind.KEY_SERVER, before.keyServers(), ServerCodec::keyServer);
    Map<String, Origin> origins = named(PartKind.ORIGIN, before.origins(), ServerCodec::origin);
    return Snapshot.builder()
        .node(node(before.node()))
        .clientCas(clientCas)
        .keyServers(keyServers)
        .origins(origins)
        .revokedSerials(
            new ShardAssembly(changed(PartKind.REVOKED), removed(PartKind.REVOKED))
                .revoked(before.revokedSerials()))
        .hosts(hosts(before.hosts(), new Linker(clientCas, keyServers, origins)))
        .rules(rules(before.rules()))
        .unavailable(unavailable(before.unavailable()))
        .build();
  }

  private Map<String, Part> changed(PartKind kind) {
    return changed.getOrDefault(kind, Map.of());
  }

  private Set<String> removed(PartKind kind) {
    return removed.getOrDefault(kind, Set.of());
  }

  private boolean isTouched(PartKind... kinds) {
    for (PartKind kind : kinds) {
      if (!changed(kind).isEmpty() || !removed(kind).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Reads a value that has a name. */
  private interface NamedReading<T> {
    T read(String name, Fields in, References references) throws WireException;
  }

  private <T> T read(Part part, NamedReading<T> reading) throws WireException {
    Reading<T> named = in -> reading.read(part.id().key(), in, this::blob);
    return Fields.read(part.id(), part.body(), named);
  }

  private NodeSettings node(NodeSettings before) throws WireException {
    Part part = changed(PartKind.NODE).get("");
    if (part != null) {
      return read(part, (name, in, references) -> NodeCodec.read(in, references));
    }
    return isTouched(PartKind.NODE) ? NodeSettings.NONE : before;
  }

  private <T> Map<String, T> named(PartKind kind, Map<String, T> before, NamedReading<T> reading)
      throws WireException {
    if (!isTouched(kind)) {
      return before;
    }
    Map<String, T> next = new TreeMap<>(before);
    next.keySet().removeAll(removed(kind));
    for (Part part : changed(kind).values()) {
      next.put(part.id().key(), read(part, reading));
    }
    return next;
  }

  private Map<HostPattern, String> unavailable(Map<HostPattern, String> before)
      throws WireException {
    Map<String, String> names = new HashMap<>();
    before.forEach((host, reason) -> names.put(host.name(), reason));
    Map<HostPattern, String> next = new HashMap<>();
    for (Map.Entry<String, String> each :
        named(PartKind.UNAVAILABLE, names, (name, in, references) -> in.text("reason"))
            .entrySet()) {
      next.put(new HostPattern(each.getKey()), each.getValue());
    }
    return next;
  }

  private HostMap hosts(Map<HostPattern, Host> before, Linker linker) throws WireException {
    HostMap hosts =
        HostMap.of(before).without(removed(PartKind.HOST).stream().map(HostPattern::new).toList());
    List<Host> linked = new ArrayList<>();
    for (Part part : changed(PartKind.HOST).values()) {
      linked.add(linker.link(read(part, HostCodec::read)));
    }
    hosts = hosts.with(linked);
    if (!isTouched(PartKind.CLIENT_CA, PartKind.KEY_SERVER, PartKind.ORIGIN)) {
      return hosts;
    }
    List<Host> relinked = new ArrayList<>();
    for (Host host : hosts.values()) {
      if (linker.isStale(host)) {
        relinked.add(linker.link(HostDraft.of(host)));
      }
    }
    return hosts.with(relinked);
  }

  private List<Rule> rules(List<Rule> before) throws WireException {
    if (!isTouched(PartKind.RULE, PartKind.RULE_HOSTS)) {
      return before;
    }
    RuleDraft.All all = RuleDraft.of(before);
    Map<String, RuleDraft> drafts = named(PartKind.RULE, all.byName(), RuleCodec::read);
    Map<String, Set<HostPattern>> hosts =
        new ShardAssembly(changed(PartKind.RULE_HOSTS), removed(PartKind.RULE_HOSTS))
            .hosts(all.hosts());
    Map<String, Rule> same = new HashMap<>();
    before.forEach(rule -> same.put(rule.name(), rule));
    return RuleDraft.inOrder(drafts, hosts).stream()
        .map(rule -> Objects.equals(same.get(rule.name()), rule) ? same.get(rule.name()) : rule)
        .toList();
  }
}
