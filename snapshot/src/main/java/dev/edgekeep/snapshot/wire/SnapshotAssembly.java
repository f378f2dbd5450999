package dev.edgekeep.snapshot.wire;

import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.wire.Fields.Reading;
import dev.edgekeep.snapshot.wire.Shards.ShardKey;
import dev.edgekeep.x509.cert.SerialSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds a snapshot from another one and the parts that changed. Objects that did not change stay
 * the same objects. A part that cannot be read takes the hosts out of service that need it. Used
 * once, by one thread.
 */
final class SnapshotAssembly {
  private final VersionedSnapshot base;
  private final SnapshotUpdate update;
  private final Map<PartId, Blob> blobs = new HashMap<>();
  private final Map<PartKind, Map<String, Part>> changed = new HashMap<>();
  private final Map<PartKind, Set<String>> removed = new HashMap<>();
  private final Refusals refusals = new Refusals();
  private RuleDraft.@Nullable All withheldRules;

  /** A part that must not be ignored, and of which nothing is known; null: there is none. */
  private @Nullable WireException unknown;

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
      if (unknown != null) {
        throw unknown;
      }
      Snapshot snapshot = snapshot();
      return new VersionedSnapshot(
          update.version(), snapshot, manifest, refusals.withheld(withheldRules));
    } catch (WireException e) {
      return refused(manifest, e.part() == null ? "" : e.part().toString(), e.problem());
    } catch (IllegalArgumentException e) {
      return refused(manifest, "", String.valueOf(e.getMessage()));
    }
  }

  /** The version before under another number: everything waits for the next one. */
  private VersionedSnapshot refused(Manifest manifest, String path, String reason) {
    Withheld before = base.withheld();
    Set<PartId> gone = new HashSet<>(update.removed());
    gone.addAll(before.removed() == null ? Set.of() : before.removed());
    Map<PartId, Part> parts = new HashMap<>(before.parts());
    update.removed().forEach(parts::remove);
    update.parts().forEach(part -> parts.put(part.id(), part));
    List<RefusedPart> why = List.of(new RefusedPart(path, reason, List.of()));
    return new VersionedSnapshot(
        update.version(),
        base.snapshot(),
        manifest,
        new Withheld(parts, before.hosts(), before.rules(), why, gone));
  }

  /** Sorts the parts by kind, reads those that others refer to, and lists all. */
  private Manifest manifest() throws WireException {
    Manifest.Draft draft = base.manifest().draft();
    for (PartId id : update.removed()) {
      if (!draft.remove(id)) {
        throw new WireException(id, "it is removed, and is not there");
      }
      remove(id);
    }
    Set<PartId> earlier = base.withheld().removed();
    if (earlier != null) {
      earlier.forEach(this::remove);
    }
    Set<PartId> settled = new HashSet<>(update.removed());
    for (Part part : update.parts()) {
      draft.put(part.id(), part.hash(), sort(part));
      settled.add(part.id());
    }
    for (Part part : base.withheld().parts().values()) {
      if (!settled.contains(part.id())) {
        sort(part);
      }
    }
    return draft.manifest();
  }

  private void remove(PartId id) {
    PartKind kind = PartKind.of(id.kind());
    if (kind != null) {
      removed.computeIfAbsent(kind, any -> new HashSet<>()).add(id.key());
    }
  }

  private @Nullable Blob sort(Part part) throws WireException {
    PartId id = part.id();
    PartKind kind = PartKind.of(id.kind());
    if (kind == null) {
      if (part.isCritical()) {
        unknown =
            new WireException(id, "this version of the program does not know this kind of part");
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
    try {
      Blob blob = Blob.read(kind, id, part.body());
      blobs.put(id, blob);
      return blob;
    } catch (WireException e) {
      refusals.refuse(part, e); // what refers to it is refused, too
      return null;
    }
  }

  private @Nullable Blob blob(PartId id) throws WireException {
    refusals.require(id);
    Blob blob = blobs.get(id);
    return blob == null ? base.manifest().blob(id) : blob;
  }

  private Snapshot snapshot() throws WireException {
    Snapshot before = base.snapshot();
    NodeSettings node = node(before.node());
    Map<String, ClientCa> clientCas =
        named(PartKind.CLIENT_CA, before.clientCas(), ServerCodec::clientCa);
    Map<String, KeyServer> keyServers =
        named(PartKind.KEY_SERVER, before.keyServers(), ServerCodec::keyServer);
    Map<String, Origin> origins = origins(before.origins(), keyServers);
    Map<String, SerialSet> revoked = revoked(before.revokedSerials(), clientCas);
    LinkedHosts hosts = hosts(before, new Linker(clientCas, keyServers, origins, refusals));
    List<Rule> rules = rules(before.rules(), hosts);
    Map<HostPattern, String> unavailable = unavailable(before.unavailable());
    unavailable.putAll(refusals.hosts());
    return Snapshot.builder()
        .node(node)
        .clientCas(clientCas)
        .keyServers(keyServers)
        .origins(origins)
        .revokedSerials(revoked)
        .hosts(hosts.hosts())
        .rules(rules)
        .unavailable(unavailable)
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
      try {
        next.put(part.id().key(), read(part, reading));
      } catch (WireException e) {
        refusals.refuse(part, e); // the value before stays, and nobody uses it
      }
    }
    return next;
  }

  private Map<String, Origin> origins(Map<String, Origin> before, Map<String, KeyServer> keyServers)
      throws WireException {
    OriginLinker linker = new OriginLinker(keyServers, refusals);
    Map<String, Origin> origins = named(PartKind.ORIGIN, before, linker::read);
    return refusals.isEmpty() && !isTouched(PartKind.KEY_SERVER)
        ? origins
        : linker.relinked(origins);
  }

  /** Serial numbers of a client CA that has never been readable wait for it. */
  private Map<String, SerialSet> revoked(
      Map<String, SerialSet> before, Map<String, ClientCa> clientCas) throws WireException {
    Map<String, Part> known = new TreeMap<>();
    for (Part part : changed(PartKind.REVOKED).values()) {
      String owner = ShardKey.of(part.id()).owner();
      if (!clientCas.containsKey(owner) && refusals.isRefused(PartKind.CLIENT_CA.id(owner))) {
        refusals.withhold(part);
      } else {
        known.put(part.id().key(), part);
      }
    }
    return new ShardAssembly(known, removed(PartKind.REVOKED)).revoked(before, refusals);
  }

  /** A host whose reason cannot be read is out of service all the same. */
  private Map<HostPattern, String> unavailable(Map<HostPattern, String> before)
      throws WireException {
    Map<HostPattern, String> next = new HashMap<>(before);
    next.keySet().removeAll(base.withheld().hosts().keySet());
    for (String gone : removed(PartKind.UNAVAILABLE)) {
      next.remove(new HostPattern(gone));
    }
    for (Part part : changed(PartKind.UNAVAILABLE).values()) {
      HostPattern host = LinkedHosts.name(part.id());
      try {
        next.put(host, read(part, (name, in, references) -> in.text("reason")));
      } catch (WireException e) {
        refusals.takeOut(host, part, e);
      }
    }
    return next;
  }

  private LinkedHosts hosts(Snapshot before, Linker linker) throws WireException {
    LinkedHosts hosts =
        new LinkedHosts(before, changed(PartKind.HOST), linker, this::blob, refusals);
    hosts.remove(removed(PartKind.HOST).stream().map(HostPattern::new).toList());
    hosts.readChanged();
    if (!refusals.isEmpty()
        || isTouched(PartKind.CLIENT_CA, PartKind.KEY_SERVER, PartKind.ORIGIN)) {
      hosts.relinkStale();
    }
    return hosts;
  }

  private List<Rule> rules(List<Rule> before, LinkedHosts hosts) throws WireException {
    if (!isTouched(PartKind.RULE, PartKind.RULE_HOSTS)) {
      return before;
    }
    RuleAssembly assembly = new RuleAssembly(before, base.withheld().rules(), this::blob, refusals);
    List<Rule> rules =
        assembly.rules(
            changed(PartKind.RULE).values(),
            removed(PartKind.RULE),
            new ShardAssembly(changed(PartKind.RULE_HOSTS), removed(PartKind.RULE_HOSTS)));
    assembly.refused().forEach((rule, limited) -> hosts.takeOut(limited, PartKind.RULE.id(rule)));
    withheldRules = assembly.withheld();
    return rules;
  }
}
