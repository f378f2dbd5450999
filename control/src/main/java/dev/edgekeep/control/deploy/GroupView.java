package dev.edgekeep.control.deploy;

import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostMap;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots as one group of nodes gets them: the hosts of the group, and what they use. Nothing
 * else of the hosts of other groups is in them: no key, certificate, origin, client CA or rule. A
 * name of another group that a wildcard of this one would serve is unavailable here, because the
 * wildcard has other settings. Parts that did not change are the same objects as before. One thread
 * at a time.
 */
final class GroupView {
  private final String group;
  private @Nullable GroupedSnapshot last;
  private HostMap hosts = HostMap.EMPTY;
  private Used used = new Used();
  private List<Rule> allRules = List.of();
  private List<Rule> rules = List.of();

  /** The names of what hosts use. */
  private static final class Used {
    private final Set<String> origins = new HashSet<>();
    private final Set<String> clientCas = new HashSet<>();
    private final Set<String> keyServers = new HashSet<>();

    void add(Host host) {
      origins.add(host.origin().name());
      host.clientAuth().cas().forEach(ca -> clientCas.add(ca.name()));
      for (Route route : host.routes()) {
        origins.add(route.origin().name());
        if (route.clients() instanceof Route.Clients.VerifiedBy(Set<String> cas)) {
          clientCas.addAll(cas);
        }
      }
      for (ServerCertificate certificate : host.certificates()) {
        if (certificate.key() instanceof ServerKey.OnKeyServer onKeyServer) {
          keyServers.add(onKeyServer.keyServer().name());
        }
      }
    }
  }

  GroupView(String group) {
    this.group = group;
  }

  /** The group's snapshot; the snapshot of everything where every host belongs to all groups. */
  Snapshot of(GroupedSnapshot grouped) {
    if (grouped.restricted().isEmpty()) {
      last = null;
      return grouped.all();
    }
    boolean sameHosts = hasSameHosts(grouped);
    if (!sameHosts) {
      hosts = HostMap.of(grouped.all().hosts()).without(elsewhere(grouped.restricted()));
      used = new Used();
      hosts.values().forEach(used::add);
    }
    if (!sameHosts || isOther(grouped.all().rules())) {
      allRules = grouped.all().rules();
      rules = allRules.stream().<Rule>mapMulti(this::keep).toList();
    }
    last = grouped;
    return filtered(grouped);
  }

  // A map or a list that did not change is the same object, which says enough.
  @SuppressWarnings("ReferenceEquality")
  private boolean hasSameHosts(GroupedSnapshot grouped) {
    return last != null
        && last.all().hosts() == grouped.all().hosts()
        && last.restricted().equals(grouped.restricted());
  }

  @SuppressWarnings("ReferenceEquality")
  private boolean isOther(List<Rule> others) {
    return allRules != others;
  }

  private List<HostPattern> elsewhere(Map<HostPattern, Set<String>> restricted) {
    List<HostPattern> names = new ArrayList<>();
    restricted.forEach((name, groups) -> {
      if (!groups.contains(group)) {
        names.add(name);
      }
    });
    return names;
  }

  /** A rule for hosts of this group only; rules of other hosts are left out. */
  private void keep(Rule rule, Consumer<Rule> kept) {
    Set<HostPattern> named = rule.hosts();
    if (named == null || hosts.keySet().containsAll(named)) {
      kept.accept(rule);
      return;
    }
    Set<HostPattern> here = new HashSet<>(named);
    here.removeIf(name -> !hosts.containsKey(name));
    if (!here.isEmpty()) {
      kept.accept(new Rule(rule.name(), rule.when(), rule.action(), rule.enabled(), here));
    }
  }

  private Snapshot filtered(GroupedSnapshot grouped) {
    Snapshot all = grouped.all();
    Map<String, ClientCa> cas = only(all.clientCas(), used.clientCas);
    return Snapshot.builder()
        .node(node(all.node()))
        .clientCas(cas)
        .revokedSerials(only(all.revokedSerials(), cas.keySet()))
        .keyServers(only(all.keyServers(), used.keyServers))
        .origins(only(all.origins(), used.origins))
        .hosts(hosts)
        .rules(rules)
        .unavailable(unavailable(grouped))
        .build();
  }

  private static <T> Map<String, T> only(Map<String, T> all, Set<String> names) {
    Map<String, T> kept = new LinkedHashMap<>();
    all.forEach((name, value) -> {
      if (names.contains(name)) {
        kept.put(name, value);
      }
    });
    return kept;
  }

  /** A default host of another group is left out. */
  private NodeSettings node(NodeSettings node) {
    List<Listener> listeners = new ArrayList<>();
    for (Listener listener : node.listeners()) {
      HostPattern host = listener.defaultHost();
      boolean isElsewhere = host != null && !hosts.containsKey(host);
      listeners.add(isElsewhere ? listener.withoutDefaultHost() : listener);
    }
    return new NodeSettings(
        node.name(),
        listeners,
        node.admin(),
        node.geo(),
        node.limits(),
        node.logs(),
        node.tracing());
  }

  private Map<HostPattern, String> unavailable(GroupedSnapshot grouped) {
    Map<HostPattern, String> names = new HashMap<>();
    grouped
        .all()
        .unavailable()
        .forEach((name, reason) -> {
          Set<String> groups = grouped.restricted().get(name);
          if (groups == null || groups.contains(group)) {
            names.put(name, reason);
          }
        });
    for (HostPattern name : elsewhere(grouped.restricted())) {
      if (hosts.containsKey(wildcardOver(name)) || names.containsKey(wildcardOver(name))) {
        names.put(name, "%s is not of the group %s".formatted(name, group));
      }
    }
    return names;
  }

  /** The wildcard that serves a name without a host of its own. */
  private static HostPattern wildcardOver(HostPattern name) {
    String text = name.name();
    return name.isWildcard() ? name : new HostPattern("*" + text.substring(text.indexOf('.')));
  }
}
