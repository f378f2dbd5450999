package dev.edgekeep.control.deploy;

import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.control.host.HostRecord;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostMap;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.HostPolicy;
import dev.edgekeep.snapshot.Origin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Compiles the hosts of snapshots. A host whose records did not change is the same object in the
 * next snapshot; one that needs a record that cannot be read is not served. One thread at a time.
 */
final class HostCompilation {
  private static final int KEPT_SETTINGS = 100;

  private final UsedRecords used;
  private final RuleCompilation rules;
  private final HostSettings settings;

  /** Hosts whose own record cannot be read, and the others. */
  private final RecordMap<HostRecord> records = new RecordMap<>();

  private final Map<String, HostRecord> rows = new LinkedHashMap<>();

  /** Hosts to build, by id. */
  private final Map<String, HostRecord> stale = new LinkedHashMap<>();

  /** Hosts that cannot be served, with the reason, by id. */
  private final Map<String, Unavailable> unavailable = new LinkedHashMap<>();

  private HostMap hosts = HostMap.EMPTY;

  /** The groups of hosts that only some groups serve. */
  private final Map<HostPattern, Set<String>> restricted = new HashMap<>();

  private record Unavailable(HostPattern name, String reason) {}

  HostCompilation(UsedRecords used, RuleCompilation rules, HostSettings settings) {
    this.used = used;
    this.rules = rules;
    this.settings = settings;
  }

  /** Adds all hosts of the store, to be built. */
  void load(RecordMap<HostRecord> found) {
    records.putAll(found);
    rows.putAll(records.readable());
    stale.putAll(rows);
  }

  /** Replaces a host; removes it where the store has none. */
  void replace(String hostId, RecordMap<HostRecord> read) {
    records.replace(hostId, read);
    HostRecord found = records.readable().get(hostId);
    if (found == null) {
      remove(hostId);
      return;
    }
    if (rows.put(hostId, found) == null) {
      rules.hostsChanged();
    }
    stale.put(hostId, found);
  }

  private void remove(String hostId) {
    HostRecord before = rows.remove(hostId);
    rules.hostsChanged();
    stale.remove(hostId);
    if (before != null) { // else no snapshot has had it: its row could not be read
      HostPattern name = new HostPattern(before.name());
      hosts = hosts.without(List.of(name));
      restricted.remove(name);
    }
    unavailable.remove(hostId);
  }

  /** Has the hosts that the condition is true of built again. */
  void changed(Predicate<HostRecord> which) {
    for (HostRecord row : rows.values()) {
      if (which.test(row)) {
        stale.put(row.id(), row);
      }
    }
  }

  /** Tells whether a route of a host goes to an origin with one of these names in its site. */
  boolean hasRouteTo(HostRecord row, Set<String> originNames) {
    HostSettings.Read read = settings.known(row.settings());
    return read == null // they could not be read, or were not yet
        || read.routes().stream().anyMatch(route -> originNames.contains(route.origin()));
  }

  /** Builds the hosts that changed. */
  void build() {
    List<Host> built = new ArrayList<>(stale.size());
    List<HostPattern> gone = new ArrayList<>();
    RouteLinker routes = new RouteLinker(used.origins(), used.clientCas());
    for (HostRecord row : stale.values()) {
      try {
        built.add(host(row, routes));
        unavailable.remove(row.id());
      } catch (RuntimeException e) {
        HostPattern name = new HostPattern(row.name());
        gone.add(name);
        unavailable.put(row.id(), new Unavailable(name, reason(row, e)));
      }
    }
    stale.clear();
    hosts = hosts.without(gone).with(built);
    forgetUnusedSettings();
  }

  private static String reason(HostRecord row, RuntimeException e) {
    return "%s is out of service: %s".formatted(row.name(), e.getMessage());
  }

  /** Forgets settings that no host has any longer, so that they do not fill the memory. */
  private void forgetUnusedSettings() {
    if (settings.size() > 2 * rows.size() + KEPT_SETTINGS) {
      settings.retain(rows.values().stream().map(HostRecord::settings).collect(Collectors.toSet()));
    }
  }

  private Host host(HostRecord row, RouteLinker routes) {
    String problem = rules.problem(row.siteId(), row.accountId());
    if (problem != null) {
      throw new UnreadableRecordException(problem);
    }
    HostPattern name = new HostPattern(row.name());
    HostSettings.Read read = settings.read(row.settings());
    restrict(name, read.groups());
    HostPolicy policy = read.policy();
    Origin origin = used.origins().require(row.uses().origin().id());
    return new Host(
        name,
        used.certificates().require(row.uses().certificates()),
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
  private ClientAuth clientAuth(HostRecord row, HostSettings.Read read) {
    List<ClientCa> cas =
        row.uses().clientCaIds().stream()
            .map(id -> used.clientCas().require(id, row.siteId()))
            .toList();
    row.uses().clientCaIds().forEach(used.revoked()::requireReadable);
    return switch (row.mode()) {
      case null ->
          throw new UnreadableRecordException(
              "its client authentication mode is damaged: "
                  + Quoted.text(row.configuration().storedMode()));
      case REQUIRE -> clientAuth(Mode.REQUIRE, cas, read);
      case OFF, REQUEST -> cas.isEmpty() ? ClientAuth.OFF : clientAuth(Mode.REQUEST, cas, read);
    };
  }

  private static ClientAuth clientAuth(Mode mode, List<ClientCa> cas, HostSettings.Read read) {
    return new ClientAuth(mode, cas, read.maxChainDepth(), read.fromHeader());
  }

  private void restrict(HostPattern name, Set<String> groups) {
    if (groups.isEmpty()) {
      restricted.remove(name);
    } else {
      restricted.put(name, groups);
    }
  }

  /** The groups of those hosts that only some groups of nodes serve. */
  Map<HostPattern, Set<String>> restricted() {
    return restricted;
  }

  /** The hosts as they were built last. */
  HostMap hosts() {
    return hosts;
  }

  /** The records of all hosts that can be read. */
  Collection<HostRecord> rows() {
    return rows.values();
  }

  /** The names of hosts that are not served, with the reason. */
  Map<HostPattern, String> unavailable() {
    return unavailable.values().stream()
        .collect(Collectors.toMap(Unavailable::name, Unavailable::reason));
  }

  /** Adds the reasons for which hosts cannot be read or served, by id. */
  void addUnreadable(Map<String, String> all) {
    all.putAll(records.unreadable());
    unavailable.forEach((id, host) -> all.put(id, host.reason()));
  }
}
