package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiAnswer;
import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The custom CAs of a site, and which hosts trust which CA. One thread. */
final class BindingPlan {
  private static final String CUSTOM = "clientCas";
  private static final String HOSTS = "hosts";
  private static final int NAMES_A_CALL = 50;

  private final ApiClient api;
  private final ApiPath path;
  private final JsonNode wanted;
  private final boolean exists;
  private final List<Step> making = new ArrayList<>();
  private final List<Release> releases = new ArrayList<>();
  private final List<Step> releasing = new ArrayList<>();
  private final List<Step> releasingLate = new ArrayList<>();
  private final List<Step> binding = new ArrayList<>();
  private final List<Step> removing = new ArrayList<>();
  private final Map<String, Integer> bound = new HashMap<>();
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> changed = new HashSet<>();

  /** A host that a CA is released from. */
  private record Release(String host, Step step) {}

  BindingPlan(ApiClient api, ApiPath path, JsonNode wanted, boolean exists) {
    this.api = api;
    this.path = path;
    this.wanted = wanted;
    this.exists = exists;
  }

  /** Compares the file with what there is. */
  void plan(boolean prune) throws CommandFailure, InterruptedException {
    if (wanted.path("clientCa").has(HOSTS)) {
      ApiPath hosts = path.then("client-ca").then(HOSTS);
      bind(
          "the account's own client CA",
          () -> hosts,
          exists ? texts(api.get(hosts).path(HOSTS)) : Set.of(),
          wanted.path("clientCa").path(HOSTS));
    }
    if (!wanted.has(CUSTOM)) {
      return;
    }
    Map<String, JsonNode> found = exists ? Found.byName(api, path.then("client-cas")) : Map.of();
    for (Map.Entry<String, JsonNode> each : wanted.path(CUSTOM).properties()) {
      customCa(each.getKey(), each.getValue(), found.get(each.getKey()));
    }
    for (Map.Entry<String, JsonNode> each : found.entrySet()) {
      if (prune && !wanted.path(CUSTOM).has(each.getKey())) {
        remove(each.getKey(), custom(each.getValue()));
      }
    }
  }

  /** The number of client CAs that are released from a host. */
  int released(String host) {
    return (int) releases.stream().filter(release -> release.host.equals(host)).count();
  }

  /** The number of client CAs that a host is bound to. */
  int bound(String host) {
    return bound.getOrDefault(host, 0);
  }

  /** The hosts that the file has for its client CAs. */
  Set<String> names() {
    return names;
  }

  /** The hosts that trust client CAs of which the certificates or lists change. */
  Set<String> changed() {
    return changed;
  }

  /**
   * Decides which hosts are released when. Another CA is bound first, so that nobody is refused in
   * between, where nothing else changes. The bindings of hosts that are removed go with them.
   */
  void split(HostPlan hosts, boolean isElseTheSame) {
    for (Release release : releases) {
      if (!hosts.isGone(release.host)) {
        boolean isLate =
            isElseTheSame && bound(release.host) > 0 && hosts.isUnchanged(release.host);
        (isLate ? releasingLate : releasing).add(release.step);
      }
    }
  }

  List<Step> making() {
    return making;
  }

  List<Step> releasing() {
    return releasing;
  }

  List<Step> binding() {
    return binding;
  }

  List<Step> releasingLate() {
    return releasingLate;
  }

  List<Step> removing() {
    return removing;
  }

  private ApiPath custom(JsonNode ca) {
    return path.then("client-cas").then(ca.path("id").asString(""));
  }

  private void customCa(String name, JsonNode settings, @Nullable JsonNode found)
      throws CommandFailure, InterruptedException {
    ObjectNode body = (ObjectNode) settings.deepCopy();
    body.remove(HOSTS);
    body.put("name", name);
    // Known when its step has run.
    ApiPath[] made = {found == null ? null : custom(found)};
    Set<String> now = found == null ? Set.of() : hostsOf(custom(found));
    if (found == null) {
      making.add(
          Step.make(
              "client CA " + name,
              () -> {
                ApiAnswer answer = api.post(path.then("client-cas"), body);
                made[0] = custom(answer.body());
                return answer;
              }));
    } else {
      ApiPath there = custom(found);
      List<String> members = CustomCaDifference.of(name, body, api.get(there));
      if (!members.isEmpty()) {
        changed.addAll(now);
        making.add(
            Step.change(
                "client CA %s: %s".formatted(name, String.join(", ", members)),
                () -> api.put(there, body, null)));
      }
    }
    if (settings.has(HOSTS)) {
      bind(
          "client CA " + name,
          () -> Objects.requireNonNull(made[0]).then(HOSTS),
          now,
          settings.path(HOSTS));
    }
  }

  private Set<String> hostsOf(ApiPath ca) throws CommandFailure, InterruptedException {
    return texts(api.get(ca.then(HOSTS)).path(HOSTS));
  }

  /** Where the hosts of a CA are, once it is there. */
  private interface Place {
    ApiPath get();
  }

  private void bind(String ca, Place place, Set<String> now, JsonNode wantedHosts) {
    Set<String> hosts = texts(wantedHosts);
    names.addAll(hosts);
    for (String host : now) {
      if (!hosts.contains(host)) {
        release(ca, host, () -> api.delete(place.get().then(host)));
      }
    }
    List<String> missing = hosts.stream().filter(host -> !now.contains(host)).toList();
    missing.forEach(host -> bound.merge(host, 1, Integer::sum));
    for (int from = 0; from < missing.size(); from += NAMES_A_CALL) {
      List<String> some = missing.subList(from, Math.min(missing.size(), from + NAMES_A_CALL));
      binding.add(
          Step.make(
              "%s counts for %s".formatted(ca, String.join(", ", some)),
              () -> api.post(place.get(), hosts(some))));
    }
  }

  private void release(String ca, String host, Step.Action action) {
    releases.add(new Release(host, Step.remove("%s counts for %s".formatted(ca, host), action)));
  }

  private static ObjectNode hosts(List<String> names) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode hosts = body.putArray(HOSTS);
    names.forEach(hosts::add);
    return body;
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new LinkedHashSet<>();
    array.forEach(each -> texts.add(each.asString("")));
    return texts;
  }

  private void remove(String name, ApiPath ca) throws CommandFailure, InterruptedException {
    for (String host : hostsOf(ca)) {
      release("client CA " + name, host, () -> api.delete(ca.then(HOSTS).then(host)));
    }
    removing.add(Step.remove("client CA " + name, () -> api.delete(ca)));
  }
}
