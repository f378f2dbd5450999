package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Plans a site with everything that belongs to it. The order of its steps guarantees that after
 * each of them, and so also after a failure, a client gets through only where either the state
 * before or the file lets it through:
 *
 * <ol>
 *   <li>hosts become stricter: {@code require} is set, client CAs are unbound, hosts are deleted;
 *   <li>origins and client CAs, which no new host uses yet;
 *   <li>hosts get the settings of the file, and client CAs are bound;
 *   <li>records that are no longer used are deleted.
 * </ol>
 *
 * <p>One call replaces all rules: before the other steps where the new rules only refuse more,
 * after them where they only refuse less. Where neither is true and something else about a host
 * changes as well, the old rules apply together with the new ones in the meantime, or every request
 * to the host is refused. One thread.
 */
final class SitePlan {
  private static final Set<String> READ_ONLY =
      Set.of("id", "name", "createdAt", "updatedAt", "unreadable", "health");

  private final CurrentState state;
  private final String site;
  private final JsonNode wanted;
  private final boolean exists;
  private final ApiPath path;
  private final AccountPlan account;

  SitePlan(CurrentState state, AccountPlan account, String site, JsonNode wanted, boolean exists) {
    this.state = state;
    this.account = account;
    this.site = site;
    this.wanted = wanted;
    this.exists = exists;
    this.path = ApiPath.of("sites", site);
  }

  /**
   * All steps in order.
   *
   * @param prune whether to delete what the file does not name
   */
  List<Step> steps(boolean prune) throws CommandFailure, InterruptedException {
    Origins origins = origins(prune);
    BindingPlan bindings = new BindingPlan(state, path, wanted, exists);
    bindings.plan(prune);
    Map<String, JsonNode> found = found("host");
    HostPlan hosts = new HostPlan(account, site, wanted.path("hosts"), found);
    hosts.plan(prune && wanted.has("hosts"), bindings);
    RulePlan rules = new RulePlan(state, site, path, exists);
    rules.plan(wanted.get("rules"), prune);
    rules.guard(hosts.withSeveralChanges(rules.kind(), origins.changed(), bindings.changed()));

    List<Step> steps = new ArrayList<>();
    if (!exists) {
      steps.add(
          Step.create(
              "site " + site,
              (api, _, _) ->
                  api.post(
                      ApiPath.of("sites"),
                      JsonNodeFactory.instance.objectNode().put("name", site))));
    }
    steps.addAll(rules.guarding());
    steps.addAll(hosts.restricting());
    boolean isOtherwiseUnchanged =
        rules.kind() == RulePlan.Kind.SAME
            && origins.changed().isEmpty()
            && bindings.changed().isEmpty();
    bindings.split(hosts, isOtherwiseUnchanged);
    steps.addAll(bindings.unbinding());
    steps.addAll(rules.stepsAt(RulePlan.Place.BEFORE));
    steps.addAll(origins.puts());
    steps.addAll(bindings.clientCas());
    steps.addAll(rules.stepsAt(RulePlan.Place.BETWEEN));
    steps.addAll(hosts.opening());
    steps.addAll(bindings.binding());
    steps.addAll(bindings.unbindingLate());
    steps.addAll(hosts.removing());
    steps.addAll(rules.stepsAt(RulePlan.Place.AFTER));
    steps.addAll(origins.removals());
    steps.addAll(bindings.removals());
    return steps;
  }

  /**
   * The steps of the origins.
   *
   * @param changed names of existing origins that change
   */
  private record Origins(List<Step> puts, List<Step> removals, Set<String> changed) {}

  private Origins origins(boolean prune) throws CommandFailure, InterruptedException {
    Map<String, JsonNode> found = found("origin");
    ApiPath all = path.then("origins");
    Origins origins = new Origins(new ArrayList<>(), new ArrayList<>(), new HashSet<>());
    for (Map.Entry<String, JsonNode> each : wanted.path("origins").properties()) {
      String what = "origin " + each.getKey();
      ApiPath target = all.then(each.getKey());
      JsonNode before = found.get(each.getKey());
      Step.Call put = (api, _, etag) -> api.put(target, each.getValue(), etag);
      if (before == null) {
        origins.puts.add(Step.createAt(target, what, put));
        continue;
      }
      List<String> changed = Difference.of(each.getValue(), before, READ_ONLY);
      if (!changed.isEmpty()) {
        origins.changed.add(each.getKey());
        origins.puts.add(
            Step.update(target, "%s: %s".formatted(what, String.join(", ", changed)), put));
      }
    }
    if (prune && wanted.has("origins")) {
      for (String name : found.keySet()) {
        if (!wanted.path("origins").has(name)) {
          origins.removals.addFirst(Step.delete(all.then(name), "origin " + name));
        }
      }
    }
    return origins;
  }

  private Map<String, JsonNode> found(String kind) throws CommandFailure, InterruptedException {
    return exists ? state.byName(path.then(kind + "s"), kind) : new LinkedHashMap<>();
  }
}
