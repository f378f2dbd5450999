package dev.edgekeep.control.deploy;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.control.api.Settings;
import dev.edgekeep.control.change.Touched;
import dev.edgekeep.control.deploy.Deployments.SnapshotMaker;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostMap;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.HostPolicy;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.read.PartReader;
import dev.edgekeep.x509.cert.SerialSet;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Makes snapshots of the records. Keeps what it made, so that a change costs what it touches: a
 * host that did not change is the same object in the next snapshot. One thread at a time.
 */
public final class Compilation implements SnapshotMaker {
  private static final int KEPT_SETTINGS = 100;

  private final Store store;
  private final Records records;
  private final InstantSource clock;
  private final NodeSettings node;

  private final Map<String, Origin> origins = new HashMap<>();
  private final Map<String, KeyServer> keyServers = new HashMap<>();
  private final Map<String, ServerCertificate> certificates = new HashMap<>();
  private final TrustedCas clientCas = new TrustedCas();
  private final Map<String, SerialSet> revoked = new HashMap<>();
  private final Map<String, HostRow> rows = new LinkedHashMap<>();
  private HostMap hosts = HostMap.EMPTY;
  private final RuleCompilation rules;

  /** Hosts with equal settings share what is read of them. */
  private final Map<String, ReadSettings> settings = new HashMap<>();

  private long version;

  /** The settings of a host. */
  private record ReadSettings(HostPolicy policy, int maxChainDepth) {}

  public Compilation(Store store, Vault vault, NodeSettings node, InstantSource clock) {
    this.store = store;
    this.records = new Records(vault, clock);
    this.node = node;
    this.clock = clock;
    this.rules = new RuleCompilation(clock);
  }

  /** The snapshot of all that is stored. Blocks. */
  public Snapshot load() {
    store.scan(db -> {
      version = records.version(db);
      keyServers.putAll(records.keyServers(db, null));
      origins.putAll(records.origins(db, null));
      certificates.putAll(records.certificates(db, null, this::keyServer));
      clientCas.putAll(records.clientCas(db, null));
      revoked.putAll(records.revoked(db));
      records.hosts(db, null).forEach(row -> rows.put(row.id(), row));
      rules.put(records.rules(db, null));
      return rows.size();
    });
    hosts = hosts.with(built(rows.values()));
    return snapshot();
  }

  /** The version that {@link #load} has made. */
  public long version() {
    return version;
  }

  @Override
  public Snapshot make(List<Touched> touched) {
    Map<String, HostRow> stale = new LinkedHashMap<>();
    store.scan(db -> {
      touched.forEach(what -> refresh(db, what, stale));
      return stale.size();
    });
    hosts = hosts.with(built(stale.values()));
    forgetUnusedSettings();
    return snapshot();
  }

  private void refresh(Handle db, Touched what, Map<String, HostRow> stale) {
    switch (what) {
      case Touched.Host host -> refreshHost(db, host, stale);
      case Touched.Origin origin -> {
        replace(origins, origin.originId(), records.origins(db, origin.originId()));
        stale(stale, row -> row.originId().equals(origin.originId()));
      }
      case Touched.KeyServer keyServer -> {
        replace(
            keyServers, keyServer.keyServerId(), records.keyServers(db, keyServer.keyServerId()));
        Map<String, ServerCertificate> itsOwn =
            records.certificatesOn(db, keyServer.keyServerId(), this::keyServer);
        certificates.putAll(itsOwn);
        stale(stale, row -> row.certificateIds().stream().anyMatch(id -> itsOwn.containsKey(id)));
      }
      case Touched.Certificate certificate -> {
        String id = certificate.certificateId();
        replace(certificates, id, records.certificates(db, id, this::keyServer));
        stale(stale, row -> row.certificateIds().contains(id));
      }
      case Touched.ClientCa ca -> {
        String id = ca.clientCaId();
        clientCas.replace(id, records.clientCas(db, id).get(id));
        stale(stale, row -> row.clientCaIds().contains(id));
      }
      case Touched.Serial serial ->
          revoked.merge(
              serial.clientCaId(),
              change(SerialSet.EMPTY, serial),
              (before, ignored) -> change(before, serial));
      case Touched.Rules(String accountId) ->
          rules.replace(accountId, records.rules(db, accountId));
    }
  }

  private static SerialSet change(SerialSet set, Touched.Serial serial) {
    return serial.revoked() ? set.with(serial.serial()) : set.without(serial.serial());
  }

  private static <T> void replace(Map<String, T> values, String id, Map<String, T> found) {
    T value = found.get(id);
    if (value == null) {
      values.remove(id);
    } else {
      values.put(id, value);
    }
  }

  private void refreshHost(Handle db, Touched.Host touched, Map<String, HostRow> stale) {
    List<HostRow> found = records.hosts(db, touched.hostId());
    if (found.isEmpty()) {
      rows.remove(touched.hostId());
      rules.hostsChanged();
      stale.remove(touched.hostId());
      hosts = hosts.without(List.of(new HostPattern(touched.name())));
      return;
    }
    if (rows.put(touched.hostId(), found.getFirst()) == null) {
      rules.hostsChanged();
    }
    stale.put(touched.hostId(), found.getFirst());
  }

  private void stale(Map<String, HostRow> stale, Predicate<HostRow> which) {
    for (HostRow row : rows.values()) {
      if (which.test(row)) {
        stale.put(row.id(), row);
      }
    }
  }

  private List<Host> built(Collection<HostRow> rows) {
    return rows.stream().map(this::host).toList();
  }

  /** Settings that no host has any more are forgotten: they would fill the memory one day. */
  private void forgetUnusedSettings() {
    if (settings.size() > 2 * rows.size() + KEPT_SETTINGS) {
      Set<String> used = rows.values().stream().map(HostRow::settings).collect(Collectors.toSet());
      settings.keySet().retainAll(used);
    }
  }

  private Host host(HostRow row) {
    HostPattern name = new HostPattern(row.name());
    ReadSettings read = settings.computeIfAbsent(row.settings(), this::readSettings);
    HostPolicy policy = read.policy();
    return new Host(
        name,
        row.certificateIds().stream().map(id -> found(certificates, id)).toList(),
        clientAuth(row, read.maxChainDepth()),
        policy.tls(),
        policy.https(),
        policy.forward(),
        found(origins, row.originId()));
  }

  /**
   * A host on {@code require} stays so without a client CA, and serves nobody (invariant 9); on
   * {@code request} it asks nobody.
   */
  private ClientAuth clientAuth(HostRow row, int maxChainDepth) {
    List<ClientCa> cas =
        row.clientCaIds().stream()
            .map(id -> required(clientCas.get(id, row.siteId()), id))
            .toList();
    if (row.mode().equals("require")) {
      return new ClientAuth(Mode.REQUIRE, cas, maxChainDepth);
    }
    return cas.isEmpty() ? ClientAuth.OFF : new ClientAuth(Mode.REQUEST, cas, maxChainDepth);
  }

  private ReadSettings readSettings(String json) {
    PartReader parts = new PartReader(null, clock.instant());
    return Settings.read(
        "a host's settings",
        json,
        value -> {
          Section section = value.section();
          if (section == null) {
            return null;
          }
          int depth =
              (int)
                  section.number(
                      "maxChainDepth",
                      ClientAuth.MAX_CHAIN_DEPTH,
                      ClientAuth.DEFAULT_MAX_CHAIN_DEPTH);
          return new ReadSettings(parts.policy(section), depth);
        });
  }

  private Snapshot snapshot() {
    Map<String, ClientCa> cas = new LinkedHashMap<>();
    Map<String, SerialSet> serials = new LinkedHashMap<>();
    clientCas
        .all()
        .forEach((id, ca) -> {
          cas.put(ca.name(), ca);
          SerialSet set = revoked.get(id);
          if (set != null) {
            serials.put(ca.name(), set);
          }
        });
    return new Snapshot(
        listeners(),
        node.admin(),
        cas,
        serials,
        byName(keyServers, KeyServer::name),
        byName(origins, Origin::name),
        hosts,
        rules.inForce(rows.values()),
        node.geo(),
        node.limits(),
        node.logs());
  }

  /** A listener's default host counts while there is such a host. */
  private List<Listener> listeners() {
    List<Listener> listeners = new ArrayList<>();
    for (Listener listener : node.listeners()) {
      HostPattern host = listener.defaultHost();
      boolean missing = host != null && !hosts.containsKey(host);
      listeners.add(missing ? new Listener(listener.address(), false, null) : listener);
    }
    return listeners;
  }

  private static <T> Map<String, T> byName(Map<String, T> byId, Function<T, String> name) {
    Map<String, T> named = new LinkedHashMap<>();
    byId.values().forEach(value -> named.put(name.apply(value), value));
    return named;
  }

  private KeyServer keyServer(@Nullable String id) {
    return found(keyServers, Objects.requireNonNull(id));
  }

  private static <T> T found(Map<String, T> values, String id) {
    return required(values.get(id), id);
  }

  private static <T> T required(@Nullable T value, String id) {
    if (value == null) {
      throw new IllegalStateException("the record %s is missing in the store".formatted(id));
    }
    return value;
  }
}
