package dev.edgekeep.control.deploy;

import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.config.OutboundAddresses;
import dev.edgekeep.control.deploy.Deployments.SnapshotMaker;
import dev.edgekeep.control.feature.SnapshotPart;
import dev.edgekeep.control.host.HostRecord;
import dev.edgekeep.control.record.Settings;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.FromHeader;
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
import dev.edgekeep.snapshot.read.RouteContent;
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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Compiles snapshots from the records. Keeps what it has compiled, so that a change costs what it
 * invalidates: a host that did not change is the same object in the next snapshot. One thread at a
 * time.
 */
public final class Compilation implements SnapshotMaker {
  private static final int KEPT_SETTINGS = 100;

  private final Store store;
  private final Records records;
  private final InstantSource clock;
  private final NodeSettings node;

  private final RecordMap<Origin> origins = new RecordMap<>();
  private final RecordMap<KeyServer> keyServers = new RecordMap<>();
  private final RecordMap<ServerCertificate> certificates = new RecordMap<>();
  private final TrustedCas clientCas = new TrustedCas();
  private final RecordMap<SerialSet> revoked = new RecordMap<>();

  /** Hosts whose own record cannot be read. */
  private final RecordMap<HostRecord> hostRecords = new RecordMap<>();

  private final Map<String, HostRecord> rows = new LinkedHashMap<>();
  private HostMap hosts = HostMap.EMPTY;

  /** Hosts that cannot be served, with the reason, by id. */
  private final Map<String, Unavailable> unavailable = new LinkedHashMap<>();

  private volatile Map<String, String> unreadable = Map.of();
  private final RuleCompilation rules;

  /** The contributions of features, by name. */
  private final Map<String, SnapshotPart> parts = new LinkedHashMap<>();

  /** Settings that were read, shared by hosts with equal text. */
  private final Map<String, ReadSettings> settings = new HashMap<>();

  private long version;

  private record Unavailable(HostPattern name, String reason) {}

  /** The settings of a host. */
  private record ReadSettings(
      HostPolicy policy,
      List<RouteContent> routes,
      int maxChainDepth,
      @Nullable FromHeader fromHeader) {}

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
    this.store = store;
    this.records = new Records(vault, clock, outbound);
    this.node = node;
    parts.forEach(part -> this.parts.put(part.name(), part));
    this.clock = clock;
    this.rules = new RuleCompilation(clock);
  }

  /** The snapshot of everything that is stored. Blocks. */
  public Snapshot load() {
    store.scan(db -> {
      version = records.version(db);
      keyServers.putAll(records.keyServers(db, null));
      origins.putAll(records.origins(db, null));
      certificates.putAll(records.certificates(db, null, keyServers));
      clientCas.putAll(records.clientCas(db, null));
      revoked.putAll(records.revoked(db));
      hostRecords.putAll(records.hosts(db, null));
      rows.putAll(hostRecords.readable());
      rules.put(records.rules(db, null));
      parts.values().forEach(part -> part.load(db));
      return rows.size();
    });
    build(rows.values());
    return snapshot();
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
  public Snapshot make(List<Invalidation> touched) {
    Map<String, HostRecord> stale = new LinkedHashMap<>();
    store.scan(db -> {
      touched.forEach(what -> refresh(db, what, stale));
      return stale.size();
    });
    build(stale.values());
    forgetUnusedSettings();
    return snapshot();
  }

  private void refresh(Handle db, Invalidation what, Map<String, HostRecord> stale) {
    switch (what) {
      case Invalidation.Host host -> refreshHost(db, host, stale);
      case Invalidation.Origin origin -> {
        Set<String> names = nameOf(origin.originId());
        origins.replace(origin.originId(), records.origins(db, origin.originId()));
        names.addAll(nameOf(origin.originId()));
        stale(
            stale,
            row -> row.uses().origin().id().equals(origin.originId()) || hasRouteTo(row, names));
      }
      case Invalidation.KeyServer keyServer -> {
        keyServers.replace(
            keyServer.keyServerId(), records.keyServers(db, keyServer.keyServerId()));
        RecordMap<ServerCertificate> itsOwn =
            records.certificatesOn(db, keyServer.keyServerId(), keyServers);
        certificates.putAll(itsOwn);
        Set<String> ids = itsOwn.ids();
        stale(stale, row -> row.uses().certificates().stream().anyMatch(ids::contains));
      }
      case Invalidation.Certificate certificate -> {
        String id = certificate.certificateId();
        certificates.replace(id, records.certificates(db, id, keyServers));
        stale(stale, row -> row.uses().certificates().contains(id));
      }
      case Invalidation.ClientCa ca -> {
        clientCas.replace(ca.clientCaId(), records.clientCas(db, ca.clientCaId()));
        stale(stale, row -> row.uses().clientCaIds().contains(ca.clientCaId()));
      }
      case Invalidation.Serial serial ->
          revoked.ifReadable(serial.clientCaId(), SerialSet.EMPTY, set -> change(set, serial));
      case Invalidation.Rules(String accountId) -> refreshRules(db, accountId, stale);
      case Invalidation.Part part -> refreshPart(db, part);
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

  private static SerialSet change(SerialSet set, Invalidation.Serial serial) {
    return serial.revoked() ? set.with(serial.serial()) : set.without(serial.serial());
  }

  /** The name of an origin within its site; none where it cannot be read. */
  private Set<String> nameOf(String originId) {
    Origin origin = origins.readable().get(originId);
    Set<String> names = new HashSet<>();
    if (origin != null) {
      names.add(origin.name().substring(origin.name().indexOf('/') + 1));
    }
    return names;
  }

  private boolean hasRouteTo(HostRecord row, Set<String> originNames) {
    ReadSettings read = settings.get(row.settings());
    return read == null // they could not be read, or were not yet
        || read.routes().stream().anyMatch(route -> originNames.contains(route.origin()));
  }

  /** Hosts of the account are built again when a rule could be read before and cannot now. */
  private void refreshRules(Handle db, String accountId, Map<String, HostRecord> stale) {
    Map<String, String> before = rules.unreadable();
    rules.replace(accountId, records.rules(db, accountId));
    if (!before.equals(rules.unreadable())) {
      stale(stale, row -> row.accountId().equals(accountId));
    }
  }

  private void refreshHost(Handle db, Invalidation.Host touched, Map<String, HostRecord> stale) {
    hostRecords.replace(touched.hostId(), records.hosts(db, touched.hostId()));
    HostRecord found = hostRecords.readable().get(touched.hostId());
    if (found == null) {
      HostRecord before = rows.remove(touched.hostId());
      rules.hostsChanged();
      stale.remove(touched.hostId());
      if (before != null) { // else no snapshot has had it: its row could not be read
        hosts = hosts.without(List.of(new HostPattern(before.name())));
      }
      unavailable.remove(touched.hostId());
      return;
    }
    if (rows.put(touched.hostId(), found) == null) {
      rules.hostsChanged();
    }
    stale.put(touched.hostId(), found);
  }

  private void stale(Map<String, HostRecord> stale, Predicate<HostRecord> which) {
    for (HostRecord row : rows.values()) {
      if (which.test(row)) {
        stale.put(row.id(), row);
      }
    }
  }

  /** Builds hosts again. One that needs a record that cannot be read is not served. */
  private void build(Collection<HostRecord> stale) {
    List<Host> built = new ArrayList<>(stale.size());
    List<HostPattern> gone = new ArrayList<>();
    RouteLinker routes = new RouteLinker(origins, clientCas);
    for (HostRecord row : stale) {
      try {
        built.add(host(row, routes));
        unavailable.remove(row.id());
      } catch (RuntimeException e) {
        HostPattern name = new HostPattern(row.name());
        gone.add(name);
        unavailable.put(row.id(), new Unavailable(name, reason(row, e)));
      }
    }
    hosts = hosts.without(gone).with(built);
  }

  private static String reason(HostRecord row, RuntimeException e) {
    return "%s is out of service: %s".formatted(row.name(), e.getMessage());
  }

  /** Forgets settings that no host has any longer, so that they do not fill the memory. */
  private void forgetUnusedSettings() {
    if (settings.size() > 2 * rows.size() + KEPT_SETTINGS) {
      Set<String> used =
          rows.values().stream().map(HostRecord::settings).collect(Collectors.toSet());
      settings.keySet().retainAll(used);
    }
  }

  private Host host(HostRecord row, RouteLinker routes) {
    String problem = rules.problem(row.siteId(), row.accountId());
    if (problem != null) {
      throw new UnreadableRecordException(problem);
    }
    HostPattern name = new HostPattern(row.name());
    ReadSettings read = settings.computeIfAbsent(row.settings(), this::readSettings);
    HostPolicy policy = read.policy();
    Origin origin = origins.require(row.uses().origin().id());
    return new Host(
        name,
        certificates.require(row.uses().certificates()),
        clientAuth(row, read),
        policy.tls(),
        policy.https(),
        policy.forward(),
        policy.exchange(),
        origin,
        routes.link(row, read.routes(), origin));
  }

  /**
   * A host on {@code require} stays so without a client CA, and serves nobody (invariant 9); on
   * {@code request} it asks nobody.
   */
  private ClientAuth clientAuth(HostRecord row, ReadSettings read) {
    List<ClientCa> cas =
        row.uses().clientCaIds().stream().map(id -> clientCas.require(id, row.siteId())).toList();
    row.uses().clientCaIds().forEach(revoked::requireReadable);
    return switch (row.mode()) {
      case null ->
          throw new UnreadableRecordException(
              "its client authentication mode is damaged: "
                  + Quoted.text(row.configuration().storedMode()));
      case REQUIRE -> clientAuth(Mode.REQUIRE, cas, read);
      case OFF, REQUEST -> cas.isEmpty() ? ClientAuth.OFF : clientAuth(Mode.REQUEST, cas, read);
    };
  }

  private static ClientAuth clientAuth(Mode mode, List<ClientCa> cas, ReadSettings read) {
    return new ClientAuth(mode, cas, read.maxChainDepth(), read.fromHeader());
  }

  /** A setting that is not known here, as one of a later version, is a fault: it may protect. */
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
          HostPolicy policy = parts.policy(section);
          List<RouteContent> routes = parts.routes(section, null, policy);
          FromHeader fromHeader = parts.fromHeader(section.get("fromHeader"), null);
          section.end();
          return new ReadSettings(policy, routes, depth, fromHeader);
        });
  }

  private Snapshot snapshot() {
    Map<String, ClientCa> cas = new LinkedHashMap<>();
    Map<String, SerialSet> serials = new LinkedHashMap<>();
    unreadable = allUnreadable();
    clientCas
        .all()
        .forEach((id, ca) -> {
          cas.put(ca.name(), ca);
          SerialSet set = revoked.readable().get(id);
          if (set != null) {
            serials.put(ca.name(), set);
          }
        });
    Snapshot snapshot =
        Snapshot.builder()
            .node(
                new NodeSettings(
                    node.name(), listeners(), node.admin(), node.geo(), node.limits(), node.logs()))
            .clientCas(cas)
            .revokedSerials(serials)
            .keyServers(byName(keyServers.values(), KeyServer::name))
            .origins(byName(origins.values(), Origin::name))
            .hosts(hosts)
            .rules(rules.inForce(rows.values()))
            .unavailable(
                unavailable.values().stream()
                    .collect(Collectors.toMap(Unavailable::name, Unavailable::reason)))
            .build();
    for (SnapshotPart part : parts.values()) {
      snapshot = part.addTo(snapshot);
    }
    return snapshot;
  }

  private Map<String, String> allUnreadable() {
    Map<String, String> all = new HashMap<>(rules.unreadable());
    List.of(origins, keyServers, certificates, hostRecords)
        .forEach(records -> all.putAll(records.unreadable()));
    all.putAll(clientCas.unreadable());
    revoked.unreadable().forEach(all::putIfAbsent);
    parts.values().forEach(part -> all.putAll(part.unreadable()));
    unavailable.forEach((id, host) -> all.put(id, host.reason()));
    return Map.copyOf(all);
  }

  /** The listeners; a default host that does not exist is left out. */
  private List<Listener> listeners() {
    List<Listener> listeners = new ArrayList<>();
    for (Listener listener : node.listeners()) {
      HostPattern host = listener.defaultHost();
      boolean missing = host != null && !hosts.containsKey(host);
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
