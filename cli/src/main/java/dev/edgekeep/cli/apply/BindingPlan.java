package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Plans the custom CAs of a site, and which hosts trust which client CA. One thread. */
final class BindingPlan {
  private static final String CUSTOM = "clientCas";
  private static final String HOSTS = "hosts";
  private static final int NAMES_PER_CALL = 50;

  private final CurrentState state;
  private final ApiPath site;
  private final JsonNode wanted;
  private final boolean exists;
  private final List<Step> clientCas = new ArrayList<>();
  private final List<Unbinding> unbindings = new ArrayList<>();
  private final List<Step> unbinding = new ArrayList<>();
  private final List<Step> unbindingLate = new ArrayList<>();
  private final List<Step> binding = new ArrayList<>();
  private final List<Step> removals = new ArrayList<>();
  private final Map<String, Integer> bound = new HashMap<>();
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> changed = new HashSet<>();

  /** A host that stops trusting a client CA. */
  private record Unbinding(String host, Step step) {}

  /**
   * A client CA.
   *
   * @param key identifies one that a step creates: its path ends with the name until it has an id
   */
  private record ClientCa(String what, ApiPath list, @Nullable ApiPath key, String id) {
    private ApiPath hosts(CreatedIds created) {
      return (key == null ? list : list.then(created.get(key, id))).then(HOSTS);
    }
  }

  BindingPlan(CurrentState state, ApiPath site, JsonNode wanted, boolean exists) {
    this.state = state;
    this.site = site;
    this.wanted = wanted;
    this.exists = exists;
  }

  /** Compares the file with the current client CAs and bindings. */
  void plan(boolean prune) throws CommandFailure, InterruptedException {
    if (wanted.path("clientCa").has(HOSTS)) {
      ClientCa managed = new ClientCa("the managed client CA", site.then("client-ca"), null, "");
      bind(managed, exists ? hostsOf(managed) : Set.of(), wanted.path("clientCa").path(HOSTS));
    }
    if (!wanted.has(CUSTOM)) {
      return;
    }
    Map<String, JsonNode> found =
        exists ? state.byName(site.then("client-cas"), "client CA") : Map.of();
    for (Map.Entry<String, JsonNode> each : wanted.path(CUSTOM).properties()) {
      customCa(each.getKey(), each.getValue(), found.get(each.getKey()));
    }
    for (Map.Entry<String, JsonNode> each : found.entrySet()) {
      if (prune && !wanted.path(CUSTOM).has(each.getKey())) {
        remove(custom(each.getKey(), each.getValue()));
      }
    }
  }

  /** The number of client CAs that a host stops trusting. */
  int released(String host) {
    return (int) unbindings.stream().filter(each -> each.host.equals(host)).count();
  }

  /** The number of client CAs that a host starts to trust. */
  int bound(String host) {
    return bound.getOrDefault(host, 0);
  }

  /** The hosts that the file lists under its client CAs. */
  Set<String> names() {
    return names;
  }

  /** The hosts that trust a client CA of which the certificates or revocation lists change. */
  Set<String> changed() {
    return changed;
  }

  /**
   * Decides when each host is unbound. If nothing else changes, another client CA is bound before,
   * so that no client is refused in between. The bindings of a deleted host go with it.
   */
  void split(HostPlan hosts, boolean isOtherwiseUnchanged) {
    for (Unbinding each : unbindings) {
      if (!hosts.isGone(each.host)) {
        boolean isLate =
            isOtherwiseUnchanged && bound(each.host) > 0 && hosts.isUnchanged(each.host);
        (isLate ? unbindingLate : unbinding).add(each.step);
      }
    }
  }

  /** The steps that create or update custom CAs. */
  List<Step> clientCas() {
    return clientCas;
  }

  List<Step> unbinding() {
    return unbinding;
  }

  List<Step> binding() {
    return binding;
  }

  List<Step> unbindingLate() {
    return unbindingLate;
  }

  /** The steps that delete custom CAs. */
  List<Step> removals() {
    return removals;
  }

  private ClientCa custom(String name, @Nullable JsonNode found) {
    ApiPath list = site.then("client-cas");
    String id = found == null ? name : found.path("id").asString("");
    return new ClientCa("client CA " + name, list, list.then(name), id);
  }

  private void customCa(String name, JsonNode settings, @Nullable JsonNode found)
      throws CommandFailure, InterruptedException {
    ObjectNode body = (ObjectNode) settings.deepCopy();
    body.remove(HOSTS);
    body.put("name", name);
    ClientCa ca = custom(name, found);
    Set<String> now = found == null ? Set.of() : hostsOf(ca);
    if (found == null) {
      clientCas.add(
          Step.create(
              ca.what,
              (api, created, _) -> created.keep(ca.list.then(name), api.post(ca.list, body))));
    } else {
      ApiPath target = ca.list.then(ca.id);
      List<String> members = CustomCaDifference.of(name, body, state.find(target, ca.what));
      if (!members.isEmpty()) {
        changed.addAll(now);
        clientCas.add(
            Step.update(
                target,
                "%s: %s".formatted(ca.what, String.join(", ", members)),
                (api, _, etag) -> api.put(target, body, etag)));
      }
    }
    if (settings.has(HOSTS)) {
      bind(ca, now, settings.path(HOSTS));
    }
  }

  private Set<String> hostsOf(ClientCa ca) throws CommandFailure, InterruptedException {
    ApiPath path = ca.hosts(new CreatedIds());
    return texts(state.find(path, "hosts that trust " + ca.what).path(HOSTS));
  }

  private void bind(ClientCa ca, Set<String> now, JsonNode wantedHosts) {
    Set<String> hosts = texts(wantedHosts);
    names.addAll(hosts);
    now.stream().filter(host -> !hosts.contains(host)).forEach(host -> unbind(ca, host));
    List<String> missing = hosts.stream().filter(host -> !now.contains(host)).toList();
    missing.forEach(host -> bound.merge(host, 1, Integer::sum));
    for (int from = 0; from < missing.size(); from += NAMES_PER_CALL) {
      List<String> some = missing.subList(from, Math.min(missing.size(), from + NAMES_PER_CALL));
      binding.add(
          new Step(
              List.of(
                  (some.size() == 1 ? "+ host %s trusts %s" : "+ hosts %s trust %s")
                      .formatted(String.join(", ", some), ca.what)),
              null,
              some.stream().map(this::path).toList(),
              (api, created, _) -> api.post(ca.hosts(created), hosts(some))));
    }
  }

  private void unbind(ClientCa ca, String host) {
    Step step =
        new Step(
            List.of("- host %s trusts %s".formatted(host, ca.what)),
            null,
            List.of(path(host)),
            (api, created, _) -> api.delete(ca.hosts(created).then(host)));
    unbindings.add(new Unbinding(host, step));
  }

  private ApiPath path(String host) {
    return site.then(HOSTS).then(host);
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

  private void remove(ClientCa ca) throws CommandFailure, InterruptedException {
    hostsOf(ca).forEach(host -> unbind(ca, host));
    removals.add(Step.delete(ca.list.then(ca.id), ca.what));
  }
}
