package dev.edgekeep.cli.apply;

import static dev.edgekeep.cli.apply.PlannedHost.CLIENT_AUTH;
import static dev.edgekeep.cli.apply.PlannedHost.MAINTENANCE;
import static dev.edgekeep.cli.apply.PlannedHost.REQUIRE;

import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plans the hosts of a site: which become stricter first, which are created or changed then, and
 * when the others are deleted. One thread.
 */
final class HostPlan {
  /** Members that the API adds. */
  static final Set<String> READ_ONLY =
      Set.of("id", "name", "createdAt", "updatedAt", "warnings", "unreadable");

  /** Members that can make a host stricter before the rest changes. */
  private static final Set<String> RESTRICTING = Set.of(CLIENT_AUTH, MAINTENANCE);

  private final AccountPlan account;
  private final String site;
  private final JsonNode wanted;
  private final Map<String, JsonNode> found;
  private final ApiPath path;
  private final Map<String, PlannedHost> planned = new LinkedHashMap<>();

  HostPlan(AccountPlan account, String site, JsonNode wanted, Map<String, JsonNode> found) {
    this.account = account;
    this.site = site;
    this.wanted = wanted;
    this.found = found;
    this.path = ApiPath.of("sites", site, "hosts");
  }

  /**
   * Compares the file with the current hosts.
   *
   * @throws CommandFailure when the file contradicts itself, before anything is changed
   */
  void plan(boolean prune, BindingPlan bindings) throws CommandFailure {
    Set<String> names = new LinkedHashSet<>(found.keySet());
    names.removeAll(wanted.propertyNames());
    names.addAll(wanted.propertyNames());
    for (String name : names) {
      JsonNode before = found.get(name);
      planned.put(
          name,
          new PlannedHost(
              name,
              before,
              wanted.get(name),
              prune && !wanted.has(name),
              before == null ? 0 : before.path(CLIENT_AUTH).path("cas").size(),
              bindings.released(name),
              bindings.bound(name)));
    }
    requireNoContradiction(bindings);
  }

  private void requireNoContradiction(BindingPlan bindings) throws CommandFailure {
    List<String> problems = new ArrayList<>();
    for (PlannedHost host : planned.values()) {
      if (host.contradictsBindings()) {
        problems.add(
            "hosts.%s.clientAuth.mode: off, but the host trusts a client CA; set request or require, or remove the host from the client CA"
                .formatted(host.name()));
      }
    }
    for (String name : bindings.names()) {
      PlannedHost host = planned.get(name);
      if (host == null) {
        problems.add(
            "the host %s is to trust a client CA, but neither the site nor the file has this host"
                .formatted(name));
      } else if (host.isGone()) {
        problems.add(
            "the host %s is to trust a client CA, but the file does not have this host and --prune deletes it"
                .formatted(name));
      }
    }
    if (!problems.isEmpty()) {
      throw CommandFailure.configuration(
          "the site %s cannot be applied; nothing was changed:\n  %s"
              .formatted(site, String.join("\n  ", problems)));
    }
  }

  /** Returns whether a host is deleted: its bindings go with it. */
  boolean isGone(String name) {
    PlannedHost host = planned.get(name);
    return host != null && host.isGone();
  }

  /** Returns whether nothing but the bindings of a host changes. */
  boolean isUnchanged(String name) {
    PlannedHost host = planned.get(name);
    return host != null
        && host.before() != null
        && (host.settings() == null || changesBefore(host).isEmpty());
  }

  /**
   * The first steps: {@code require} and maintenance are set, and hosts that are not in the file
   * are deleted.
   */
  List<Step> restricting() {
    List<Step> steps = new ArrayList<>();
    planned.values().stream()
        .filter(host -> host.isRestricted() || host.closes())
        .forEach(host -> steps.add(restrict(host)));
    planned.values().stream()
        .filter(host -> host.isGone() && !isCoveredByOneThatStays(host))
        // Wildcards first: they must not serve the names of hosts that are deleted with them.
        .sorted(Comparator.comparing(host -> !host.isWildcard()))
        .forEach(host -> steps.add(deletion(host)));
    return steps;
  }

  private Step restrict(PlannedHost host) {
    List<String> changed = changesBefore(host);
    if (RESTRICTING.containsAll(changed) && !host.isServedOtherwise()) {
      return put(host, changed);
    }
    List<String> set = new ArrayList<>();
    ObjectNode body = host.currentCopy();
    if (host.isRestricted()) {
      body.withObjectProperty(CLIENT_AUTH).put("mode", REQUIRE);
      set.add(REQUIRE);
    }
    if (host.closes()) {
      body.put(MAINTENANCE, true);
      set.add(MAINTENANCE);
    }
    ApiPath target = path.then(host.name());
    return Step.update(
        target,
        "host %s: %s, before the rest".formatted(host.name(), String.join(" and ", set)),
        (api, _, etag) -> api.put(target, body, etag));
  }

  /**
   * The steps that create and change hosts. New hosts come first, so that no wildcard that becomes
   * more open serves a name that the file keeps closed.
   */
  List<Step> opening() {
    List<Step> steps = new ArrayList<>();
    for (PlannedHost host : planned.values()) {
      if (host.settings() != null && host.before() == null) {
        steps.add(put(host, List.of()));
      }
    }
    for (PlannedHost host : planned.values()) {
      if (host.settings() != null && host.before() != null) {
        List<String> changed = changesAfter(host);
        if (!changed.isEmpty()) {
          steps.add(put(host, changed));
        }
      }
    }
    return steps;
  }

  /** The last steps: hosts are deleted whose names a wildcard serves from then on. */
  List<Step> removing() {
    return planned.values().stream()
        .filter(host -> host.isGone() && isCoveredByOneThatStays(host))
        .map(this::deletion)
        .toList();
  }

  private Step put(PlannedHost host, List<String> changed) {
    ApiPath target = path.then(host.name());
    String what = "host " + host.name();
    Step.Call call = (api, created, etag) -> api.put(target, body(host, created), etag);
    return host.before() == null
        ? Step.createAt(target, what, call)
        : Step.update(target, "%s: %s".formatted(what, String.join(", ", changed)), call);
  }

  private Step deletion(PlannedHost host) {
    return Step.delete(path.then(host.name()), "host " + host.name());
  }

  /**
   * Hosts with several changes that no order of the calls makes safe.
   *
   * @param origins origins that change
   * @param trusting hosts that trust a client CA that changes
   */
  List<String> withSeveralChanges(RulePlan.Kind rules, Set<String> origins, Set<String> trusting) {
    List<String> names = new ArrayList<>();
    for (PlannedHost host : planned.values()) {
      int changes = rules == RulePlan.Kind.MIXED ? 1 : 0;
      changes += hasAnyOf(origins, host.before()) || hasAnyOf(origins, host.settings()) ? 1 : 0;
      changes += trusting.contains(host.name()) ? 1 : 0;
      changes += host.isServedOtherwise() ? 1 : 0;
      boolean isCovered = isCoveredByOneThatStays(host);
      boolean isServed = host.before() != null || isCovered;
      if (changes > 1 && isServed && (!host.isGone() || isCovered)) {
        names.add(host.name());
      }
    }
    return names;
  }

  private static boolean hasAnyOf(Set<String> origins, @Nullable JsonNode host) {
    if (host == null) {
      return false;
    }
    for (JsonNode route : host.path("routes")) {
      if (origins.contains(route.path("origin").asString(""))) {
        return true;
      }
    }
    return origins.contains(host.path("origin").asString(""));
  }

  private boolean isCoveredByOneThatStays(PlannedHost host) {
    PlannedHost cover = planned.get(host.wildcard());
    return cover != null && !cover.isGone();
  }

  /** The members in which the file differs from the current host. */
  private List<String> changesBefore(PlannedHost host) {
    return changes(host, host.modeBefore(), host.currentCopy());
  }

  /** The members that still differ when the host is restricted, and its client CAs are unbound. */
  private List<String> changesAfter(PlannedHost host) {
    ObjectNode current = host.currentCopy();
    if (host.closes()) {
      current.put(MAINTENANCE, true);
    }
    return changes(host, host.modeAfterRelease(), current);
  }

  private List<String> changes(PlannedHost host, String mode, ObjectNode current) {
    if (current.path(CLIENT_AUTH) instanceof ObjectNode clientAuth) {
      clientAuth.remove("cas");
      clientAuth.put("mode", mode);
      if (host.modeWanted().isEmpty()) {
        clientAuth.remove("mode");
      }
    }
    ObjectNode body = body(host, new CreatedIds());
    removeEmptyClientAuth(body);
    removeEmptyClientAuth(current);
    return Difference.of(body, current, READ_ONLY);
  }

  private static void removeEmptyClientAuth(ObjectNode host) {
    if (host.path(CLIENT_AUTH).isObject() && host.path(CLIENT_AUTH).isEmpty()) {
      host.remove(CLIENT_AUTH);
    }
  }

  /** The settings of the file, with ids in place of the names of certificates. */
  private ObjectNode body(PlannedHost host, CreatedIds created) {
    ObjectNode body = host.settingsCopy();
    JsonNode certificate = body.path("certificate");
    if (certificate.isArray()) {
      ArrayNode ids = JsonNodeFactory.instance.arrayNode();
      certificate.forEach(each -> ids.add(account.idOf(each.asString(""), created)));
      body.set("certificate", ids.size() == 1 ? ids.get(0) : ids);
    } else if (certificate.isString()) {
      body.put("certificate", account.idOf(certificate.stringValue(), created));
    }
    return body;
  }
}
