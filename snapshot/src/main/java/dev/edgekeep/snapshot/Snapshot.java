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
 * and valid: code that holds one need not check it again. Equal parts of two snapshots are equal
 * values, so that a reload can tell what changed. The maps keep the order of the configuration,
 * except that of the hosts, a {@link HostMap}.
 *
 * @param node addresses, logs, limits and the like
 * @param revokedSerials serial numbers that are revoked, by the name of the client CA that issued
 *     the certificates; empty sets are left out
 * @param rules in the order in which they are evaluated
 * @param unavailable names that are configured and cannot be served, with the reason: every client
 *     is refused, and no wildcard serves them
 */
public record Snapshot(
    NodeSettings node,
    Map<String, ClientCa> clientCas,
    Map<String, SerialSet> revokedSerials,
    Map<String, KeyServer> keyServers,
    Map<String, Origin> origins,
    Map<HostPattern, Host> hosts,
    List<Rule> rules,
    Map<HostPattern, String> unavailable) {
  /** No address and no host. */
  public static final Snapshot EMPTY = builder().build();

  public Snapshot {
    unavailable = Map.copyOf(unavailable);
    rules = List.copyOf(rules);
    checkRules(rules);
    clientCas = NamedMap.of(clientCas, ClientCa::name);
    revokedSerials = serials(revokedSerials, clientCas);
    keyServers = NamedMap.of(keyServers, KeyServer::name);
    origins = NamedMap.of(origins, Origin::name);
    hosts = HostMap.of(hosts);
    checkAddresses(node.listeners(), node.admin());
    checkDefaultHosts(node.listeners(), hosts);
    checkUnavailable(unavailable, hosts);
  }

  /** A builder of a snapshot that has nothing yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that has all that this snapshot has. */
  public Builder toBuilder() {
    return new Builder()
        .node(node)
        .clientCas(clientCas)
        .revokedSerials(revokedSerials)
        .keyServers(keyServers)
        .origins(origins)
        .hosts(hosts)
        .rules(rules)
        .unavailable(unavailable);
  }

  public List<Listener> listeners() {
    return node.listeners();
  }

  /** The admin endpoint; null: there is none. */
  public @Nullable AdminEndpoint admin() {
    return node.admin();
  }

  /** The database of the countries of addresses; null: no country is known. */
  public @Nullable GeoDatabase geo() {
    return node.geo();
  }

  public Limits limits() {
    return node.limits();
  }

  public Logs logs() {
    return node.logs();
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

  /**
   * The same with other serial numbers of one CA revoked. No host is looked at: the cost does not
   * depend on the number of hosts.
   *
   * @throws IllegalArgumentException when there is no such client CA
   */
  public Snapshot withRevokedSerials(String clientCa, SerialSet serials) {
    Map<String, SerialSet> changed = new TreeMap<>(revokedSerials);
    changed.put(clientCa, serials);
    return toBuilder().revokedSerials(changed).build();
  }

  /** The same with other rules, which are in order. */
  public Snapshot withRules(List<Rule> changed) {
    return toBuilder().rules(changed).build();
  }

  /** The same with other names that cannot be served, and why. */
  public Snapshot withUnavailable(Map<HostPattern, String> names) {
    return toBuilder().unavailable(names).build();
  }

  /** The same with a host in the place of the one of its name, or added. */
  public Snapshot withHost(Host host) {
    return toBuilder().hosts(HostMap.of(hosts).with(List.of(host))).build();
  }

  /**
   * The same without a host.
   *
   * @throws IllegalArgumentException when it is the default host of a listener
   */
  public Snapshot withoutHost(HostPattern name) {
    return toBuilder().hosts(HostMap.of(hosts).without(List.of(name))).build();
  }

  /** Collects the members of a snapshot; what is not set is empty. One thread at a time. */
  public static final class Builder {
    private NodeSettings node = NodeSettings.NONE;
    private Map<String, ClientCa> clientCas = Map.of();
    private Map<String, SerialSet> revokedSerials = Map.of();
    private Map<String, KeyServer> keyServers = Map.of();
    private Map<String, Origin> origins = Map.of();
    private Map<HostPattern, Host> hosts = Map.of();
    private List<Rule> rules = List.of();
    private Map<HostPattern, String> unavailable = Map.of();

    private Builder() {}

    public Builder node(NodeSettings settings) {
      node = settings;
      return this;
    }

    public Builder clientCas(Map<String, ClientCa> byName) {
      clientCas = byName;
      return this;
    }

    /** By the name of the client CA. */
    public Builder revokedSerials(Map<String, SerialSet> byClientCa) {
      revokedSerials = byClientCa;
      return this;
    }

    public Builder keyServers(Map<String, KeyServer> byName) {
      keyServers = byName;
      return this;
    }

    public Builder origins(Map<String, Origin> byName) {
      origins = byName;
      return this;
    }

    public Builder hosts(Map<HostPattern, Host> byName) {
      hosts = byName;
      return this;
    }

    /** In the order in which they are evaluated. */
    public Builder rules(List<Rule> inOrder) {
      rules = inOrder;
      return this;
    }

    public Builder unavailable(Map<HostPattern, String> reasons) {
      unavailable = reasons;
      return this;
    }

    /**
     * @throws IllegalArgumentException when the members contradict each other, saying how
     */
    public Snapshot build() {
      return new Snapshot(
          node, clientCas, revokedSerials, keyServers, origins, hosts, rules, unavailable);
    }
  }
}
