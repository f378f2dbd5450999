package dev.edgekeep.control.deploy;

import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.config.OutboundAddresses;
import dev.edgekeep.control.deploy.Deployments.SnapshotMaker;
import dev.edgekeep.control.feature.SnapshotPart;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.x509.cert.SerialSet;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Compiles snapshots from the records. Keeps what it has compiled, so that a change costs what it
 * invalidates: see {@link HostCompilation} and {@link RuleCompilation}. One thread at a time.
 */
public final class Compilation implements SnapshotMaker {
  private final Store store;
  private final Records records;
  private final CertificateRecords certificates;
  private final ClientCaRecords clientCas;
  private final NodeSettings node;

  private final UsedRecords used = new UsedRecords();
  private final RuleCompilation rules;
  private final HostCompilation hosts;

  /** The contributions of features, by name. */
  private final Map<String, SnapshotPart> parts = new LinkedHashMap<>();

  private volatile Map<String, String> unreadable = Map.of();
  private volatile Map<String, String> clientCaNames = Map.of();
  private long version;

  /**
   * @param outbound the addresses that origins and key servers may not have
   * @param parts the contributions of features, in the order in which they are added
   */
  public Compilation(
      Store store,
      Vault vault,
      NodeSettings node,
      OutboundAddresses outbound,
      List<SnapshotPart> parts,
      InstantSource clock) {
    StoredValues values = new StoredValues(vault, clock, outbound);
    this.store = store;
    this.records = new Records(values);
    this.certificates = new CertificateRecords(values);
    this.clientCas = new ClientCaRecords(values);
    this.node = node;
    parts.forEach(part -> this.parts.put(part.name(), part));
    this.rules = new RuleCompilation(clock);
    this.hosts = new HostCompilation(used, rules, new HostSettings(values));
  }

  /** The snapshot of everything that is stored. Blocks. */
  public GroupedSnapshot load() {
    store.scan(db -> {
      version = records.version(db);
      used.keyServers().putAll(records.keyServers(db, null));
      used.origins().putAll(records.origins(db, null, used.keyServers()));
      used.certificates().putAll(certificates.all(db, null, used.keyServers()));
      used.clientCas().putAll(clientCas.all(db, null));
      used.revoked().putAll(clientCas.revoked(db));
      hosts.load(records.hosts(db, null));
      rules.put(records.rules(db, null));
      parts.values().forEach(part -> part.load(db));
      return hosts.rows().size();
    });
    hosts.build();
    return new GroupedSnapshot(snapshot(), hosts.restricted());
  }

  /**
   * The reasons for which records cannot be used, by id; for a host also the reason for which it is
   * not served. Any thread.
   */
  public Map<String, String> unreadable() {
    return unreadable;
  }

  /** The version of the snapshot that {@link #load} compiled. */
  public long version() {
    return version;
  }

  @Override
  public GroupedSnapshot make(List<Invalidation> touched) {
    store.scan(db -> {
      touched.forEach(what -> refresh(db, what));
      return touched.size();
    });
    hosts.build();
    return new GroupedSnapshot(snapshot(), hosts.restricted());
  }

  @Override
  public @Nullable String clientCaName(String clientCaId) {
    return clientCaNames.get(clientCaId);
  }

  private void refresh(Handle db, Invalidation what) {
    switch (what) {
      case Invalidation.Host(String id, String _) -> hosts.replace(id, records.hosts(db, id));
      case Invalidation.Origin(String id) -> refreshOrigin(db, id);
      case Invalidation.KeyServer(String id) -> refreshKeyServer(db, id);
      case Invalidation.Certificate(String id) -> {
        used.certificates().replace(id, certificates.all(db, id, used.keyServers()));
        hosts.changed(row -> row.uses().certificates().contains(id));
      }
      case Invalidation.ClientCa(String id) -> {
        used.clientCas().replace(id, clientCas.all(db, id));
        hosts.changed(row -> row.uses().clientCaIds().contains(id));
      }
      case Invalidation.Serial serial ->
          used.revoked()
              .ifReadable(serial.clientCaId(), SerialSet.EMPTY, set -> change(set, serial));
      case Invalidation.Rules(String accountId) -> refreshRules(db, accountId);
      case Invalidation.Part part -> refreshPart(db, part);
    }
  }

  private void refreshOrigin(Handle db, String id) {
    Set<String> names = nameOf(id);
    used.origins().replace(id, records.origins(db, id, used.keyServers()));
    names.addAll(nameOf(id));
    hosts.changed(row -> row.uses().origin().id().equals(id) || hosts.hasRouteTo(row, names));
  }

  /** The name of an origin within its site; none where it cannot be read. */
  private Set<String> nameOf(String originId) {
    Origin origin = used.origins().readable().get(originId);
    Set<String> names = new HashSet<>();
    if (origin != null) {
      names.add(origin.name().substring(origin.name().indexOf('/') + 1));
    }
    return names;
  }

  private void refreshKeyServer(Handle db, String id) {
    Set<String> origins = originsOn(id);
    used.keyServers().replace(id, records.keyServers(db, id));
    origins.addAll(used.origins().unreadable().keySet()); // perhaps they only wait for it
    origins.forEach(origin -> refreshOrigin(db, origin));
    RecordMap<ServerCertificate> itsOwn = certificates.onKeyServer(db, id, used.keyServers());
    used.certificates().putAll(itsOwn);
    Set<String> ids = itsOwn.ids();
    hosts.changed(row -> row.uses().certificates().stream().anyMatch(ids::contains));
  }

  /** The ids of the origins whose identity has its key on a key server. */
  private Set<String> originsOn(String keyServerId) {
    Set<String> origins = new HashSet<>();
    KeyServer before = used.keyServers().readable().get(keyServerId);
    if (before != null) {
      used.origins()
          .readable()
          .forEach((id, origin) -> {
            KeyServer its = origin.keyServer();
            if (its != null && its.name().equals(before.name())) {
              origins.add(id);
            }
          });
    }
    return origins;
  }

  private static SerialSet change(SerialSet set, Invalidation.Serial serial) {
    return serial.revoked() ? set.with(serial.serial()) : set.without(serial.serial());
  }

  /** Hosts of the account are built again when a rule could be read before and cannot now. */
  private void refreshRules(Handle db, String accountId) {
    Map<String, String> before = rules.unreadable();
    rules.replace(accountId, records.rules(db, accountId));
    if (!before.equals(rules.unreadable())) {
      hosts.changed(row -> row.accountId().equals(accountId));
    }
  }

  /**
   * A part that this program does not have is one of another version: nothing here depends on it.
   */
  private void refreshPart(Handle db, Invalidation.Part invalidated) {
    SnapshotPart part = parts.get(invalidated.part());
    if (part != null) {
      part.refresh(db, invalidated.id());
    }
  }

  private Snapshot snapshot() {
    Map<String, ClientCa> cas = new LinkedHashMap<>();
    Map<String, SerialSet> serials = new LinkedHashMap<>();
    Map<String, String> names = new HashMap<>();
    unreadable = allUnreadable();
    used.clientCas()
        .all()
        .forEach((id, ca) -> {
          cas.put(ca.name(), ca);
          names.put(id, ca.name());
          SerialSet set = used.revoked().readable().get(id);
          if (set != null) {
            serials.put(ca.name(), set);
          }
        });
    clientCaNames = names;
    Snapshot snapshot =
        Snapshot.builder()
            .node(
                new NodeSettings(
                    node.name(),
                    listeners(),
                    node.admin(),
                    node.geo(),
                    node.limits(),
                    node.logs(),
                    node.tracing()))
            .clientCas(cas)
            .revokedSerials(serials)
            .keyServers(byName(used.keyServers().values(), KeyServer::name))
            .origins(byName(used.origins().values(), Origin::name))
            .hosts(hosts.hosts())
            .rules(rules.inForce(hosts.rows()))
            .unavailable(hosts.unavailable())
            .build();
    for (SnapshotPart part : parts.values()) {
      snapshot = part.addTo(snapshot);
    }
    return snapshot;
  }

  private Map<String, String> allUnreadable() {
    Map<String, String> all = new HashMap<>(rules.unreadable());
    List.of(used.origins(), used.keyServers(), used.certificates())
        .forEach(records -> all.putAll(records.unreadable()));
    all.putAll(used.clientCas().unreadable());
    used.revoked().unreadable().forEach(all::putIfAbsent);
    parts.values().forEach(part -> all.putAll(part.unreadable()));
    hosts.addUnreadable(all);
    return Map.copyOf(all);
  }

  /** The listeners; a default host that does not exist is left out. */
  private List<Listener> listeners() {
    List<Listener> listeners = new ArrayList<>();
    for (Listener listener : node.listeners()) {
      HostPattern host = listener.defaultHost();
      boolean missing = host != null && !hosts.hosts().containsKey(host);
      listeners.add(missing ? listener.withoutDefaultHost() : listener);
    }
    return listeners;
  }

  private static <T> Map<String, T> byName(Collection<T> values, Function<T, String> name) {
    Map<String, T> named = new LinkedHashMap<>();
    values.forEach(value -> named.put(name.apply(value), value));
    return named;
  }
}
