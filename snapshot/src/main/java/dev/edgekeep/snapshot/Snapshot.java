package dev.edgekeep.snapshot;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an edge node enforces. Immutable, complete (files are read, references resolved)
 * and valid: whoever holds one need not check it again. Equal parts of two snapshots are equal
 * values, so that a reload can tell what changed. The maps keep the order of the configuration.
 *
 * @param admin null: there is none
 */
public record Snapshot(
    List<Listener> listeners,
    @Nullable AdminEndpoint admin,
    Map<String, ClientCa> clientCas,
    Map<String, KeyServer> keyServers,
    Map<String, Origin> origins,
    Map<HostPattern, Host> hosts,
    Limits limits,
    Logs logs) {
  public Snapshot {
    listeners = List.copyOf(listeners);
    clientCas = Collections.unmodifiableMap(new LinkedHashMap<>(clientCas));
    keyServers = Collections.unmodifiableMap(new LinkedHashMap<>(keyServers));
    origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
    hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
    checkAddresses(listeners, admin);
    checkDefaultHosts(listeners, hosts);
    checkNames(clientCas, keyServers, origins, hosts);
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

  private static void checkNames(
      Map<String, ClientCa> clientCas,
      Map<String, KeyServer> keyServers,
      Map<String, Origin> origins,
      Map<HostPattern, Host> hosts) {
    clientCas.forEach((name, ca) -> checkName(name, ca.name()));
    keyServers.forEach((name, server) -> checkName(name, server.name()));
    origins.forEach((name, origin) -> checkName(name, origin.name()));
    hosts.forEach((name, host) -> checkName(name, host.name()));
  }

  private static void checkName(Object key, Object name) {
    if (!key.equals(name)) {
      throw new IllegalArgumentException("%s is filed under %s".formatted(name, key));
    }
  }
}
