package dev.edgekeep.snapshot;

import dev.edgekeep.x509.cert.SerialSet;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an edge node enforces. Immutable, complete (files are read, references resolved)
 * and valid: whoever holds one need not check it again. Equal parts of two snapshots are equal
 * values, so that a reload can tell what changed. The maps keep the order of the configuration, but
 * for that of the hosts, a {@link HostMap}.
 *
 * @param admin null: there is none
 * @param revokedSerials serial numbers that are revoked, by the name of the client CA that the
 *     certificates are under; empty sets are left out
 * @param rules in the order in which they are held against a request
 * @param geo where addresses are; null: nobody knows
 * @param unavailable names that are configured and cannot be served, with the reason: every client
 *     is refused, and no wildcard serves them
 */
public record Snapshot(
    List<Listener> listeners,
    @Nullable AdminEndpoint admin,
    Map<String, ClientCa> clientCas,
    Map<String, SerialSet> revokedSerials,
    Map<String, KeyServer> keyServers,
    Map<String, Origin> origins,
    Map<HostPattern, Host> hosts,
    List<Rule> rules,
    @Nullable GeoDatabase geo,
    Limits limits,
    Logs logs,
    Map<HostPattern, String> unavailable) {
  public Snapshot {
    unavailable = Map.copyOf(unavailable);
    rules = List.copyOf(rules);
    checkRules(rules);
    listeners = List.copyOf(listeners);
    clientCas = NamedMap.of(clientCas, ClientCa::name);
    revokedSerials = serials(revokedSerials, clientCas);
    keyServers = NamedMap.of(keyServers, KeyServer::name);
    origins = NamedMap.of(origins, Origin::name);
    hosts = HostMap.of(hosts);
    checkAddresses(listeners, admin);
    checkDefaultHosts(listeners, hosts);
    checkUnavailable(unavailable, hosts);
  }

  /** A snapshot whose hosts can all be served. */
  public Snapshot(
      List<Listener> listeners,
      @Nullable AdminEndpoint admin,
      Map<String, ClientCa> clientCas,
      Map<String, SerialSet> revokedSerials,
      Map<String, KeyServer> keyServers,
      Map<String, Origin> origins,
      Map<HostPattern, Host> hosts,
      List<Rule> rules,
      @Nullable GeoDatabase geo,
      Limits limits,
      Logs logs) {
    this(
        listeners,
        admin,
        clientCas,
        revokedSerials,
        keyServers,
        origins,
        hosts,
        rules,
        geo,
        limits,
        logs,
        Map.of());
  }

  /** A snapshot without rules and without a database of places. */
  public Snapshot(
      List<Listener> listeners,
      @Nullable AdminEndpoint admin,
      Map<String, ClientCa> clientCas,
      Map<String, SerialSet> revokedSerials,
      Map<String, KeyServer> keyServers,
      Map<String, Origin> origins,
      Map<HostPattern, Host> hosts,
      Limits limits,
      Logs logs) {
    this(
        listeners,
        admin,
        clientCas,
        revokedSerials,
        keyServers,
        origins,
        hosts,
        List.of(),
        null,
        limits,
        logs);
  }

  private static void checkRules(List<Rule> rules) {
    Set<String> names = new HashSet<>();
    for (Rule rule : rules) {
      if (!names.add(rule.name())) {
        throw new IllegalArgumentException("two rules are named %s".formatted(rule.name()));
      }
    }
  }

  private static void checkAddresses(List<Listener> listeners, @Nullable AdminEndpoint admin) {
    List<InetSocketAddress> taken = new ArrayList<>();
    if (admin != null) {
      taken.add(admin.address());
    }
    for (Listener listener : listeners) {
      for (InetSocketAddress other : taken) {
        if (listener.overlaps(other)) {
          throw new IllegalArgumentException(
              "the addresses %s and %s overlap".formatted(listener.address(), other));
        }
      }
      taken.add(listener.address());
    }
  }

  private static void checkDefaultHosts(List<Listener> listeners, Map<HostPattern, Host> hosts) {
    for (Listener listener : listeners) {
      HostPattern host = listener.defaultHost();
      if (host != null && !hosts.containsKey(host)) {
        throw new IllegalArgumentException("no host is named %s, the default host".formatted(host));
      }
    }
  }

  private static void checkUnavailable(
      Map<HostPattern, String> unavailable, Map<HostPattern, Host> hosts) {
    for (HostPattern name : unavailable.keySet()) {
      if (hosts.containsKey(name)) {
        throw new IllegalArgumentException("%s is both served and unavailable".formatted(name));
      }
    }
  }

  private static Map<String, SerialSet> serials(
      Map<String, SerialSet> byCa, Map<String, ClientCa> clientCas) {
    Map<String, SerialSet> copy = new TreeMap<>();
    byCa.forEach((ca, serials) -> {
      if (!clientCas.containsKey(ca)) {
        throw new IllegalArgumentException(
            "serial numbers are revoked for client CA %s, which is not there".formatted(ca));
      }
      if (!serials.isEmpty()) {
        copy.put(ca, serials);
      }
    });
    return Collections.unmodifiableMap(copy);
  }

  private Snapshot with(Map<String, SerialSet> revoked, Map<HostPattern, Host> hosts) {
    return new Snapshot(
        listeners,
        admin,
        clientCas,
        revoked,
        keyServers,
        origins,
        hosts,
        rules,
        geo,
        limits,
        logs,
        unavailable);
  }

  /**
   * The same with other serial numbers of one CA revoked. No host is looked at: this costs nothing,
   * however many there are.
   *
   * @throws IllegalArgumentException when there is no such client CA
   */
  public Snapshot withRevokedSerials(String clientCa, SerialSet serials) {
    Map<String, SerialSet> changed = new TreeMap<>(revokedSerials);
    changed.put(clientCa, serials);
    return with(changed, hosts);
  }

  /** The same with other rules, which are in order. */
  public Snapshot withRules(List<Rule> changed) {
    return new Snapshot(
        listeners,
        admin,
        clientCas,
        revokedSerials,
        keyServers,
        origins,
        hosts,
        changed,
        geo,
        limits,
        logs,
        unavailable);
  }

  /** The same with other names that cannot be served, and why. */
  public Snapshot withUnavailable(Map<HostPattern, String> names) {
    return new Snapshot(
        listeners,
        admin,
        clientCas,
        revokedSerials,
        keyServers,
        origins,
        hosts,
        rules,
        geo,
        limits,
        logs,
        names);
  }

  /** The same with a host put in the place of the one of its name, or added. */
  public Snapshot withHost(Host host) {
    return with(revokedSerials, HostMap.of(hosts).with(List.of(host)));
  }

  /**
   * The same without a host.
   *
   * @throws IllegalArgumentException when it is the default host of a listener
   */
  public Snapshot withoutHost(HostPattern name) {
    return with(revokedSerials, HostMap.of(hosts).without(List.of(name)));
  }
}
