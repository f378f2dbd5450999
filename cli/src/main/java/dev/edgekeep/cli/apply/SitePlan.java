package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiClient;
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
 * A site with all that belongs to it. Its steps are ordered so that after each of them, and so also
 * after a failure, a client gets through only where the state before or the file lets it through:
 *
 * <ol>
 *   <li>hosts become stricter: {@code require} is set, client CAs are released, hosts are removed;
 *   <li>origins and client CAs, which no host that is new uses yet;
 *   <li>hosts become as the file has them, and are bound;
 *   <li>what is used no longer is removed.
 * </ol>
 *
 * <p>All rules change by one call: before the others where the new rules only refuse more, after
 * them where they only refuse less. Where neither is so and something else changes about a host,
 * the old rules refuse beside the new ones in between, or every request to it is refused. One
 * thread.
 */
final class SitePlan {
  private static final Set<String> TOLD = Set.of("id", "name", "createdAt", "updatedAt");

  private final ApiClient api;
  private final String site;
  private final JsonNode wanted;
  private final boolean exists;
  private final ApiPath path;
  private final AccountPlan account;

  SitePlan(ApiClient api, AccountPlan account, String site, JsonNode wanted, boolean exists) {
    this.api = api;
    this.account = account;
    this.site = site;
    this.wanted = wanted;
    this.exists = exists;
    this.path = ApiPath.of("sites", site);
  }

  /**
   * All steps in order.
   *
   * @param prune whether what the file does not name is removed
   */
  List<Step> steps(boolean prune) throws CommandFailure, InterruptedException {
    Origins origins = origins(prune);
    BindingPlan bindings = new BindingPlan(api, path, wanted, exists);
    bindings.plan(prune);
    Map<String, JsonNode> found = found("hosts");
    HostPlan hosts = new HostPlan(api, account, site, wanted.path("hosts"), found);
    hosts.plan(prune && wanted.has("hosts"), bindings);
    RulePlan rules = new RulePlan(api, site, path, exists);
    rules.plan(wanted.get("rules"), prune);
    rules.guard(hosts.withSeveralChanges(rules.kind(), origins.changed(), bindings.changed()));

    List<Step> steps = new ArrayList<>();
    if (!exists) {
      steps.add(
          Step.make(
              "site " + site,
              () ->
                  api.post(
                      ApiPath.of("sites"),
                      JsonNodeFactory.instance.objectNode().put("name", site))));
    }
    steps.addAll(rules.guarding());
    steps.addAll(hosts.restricting());
    boolean isElseTheSame =
        rules.kind() == RulePlan.Kind.SAME
            && origins.changed().isEmpty()
            && bindings.changed().isEmpty();
    bindings.split(hosts, isElseTheSame);
    steps.addAll(bindings.releasing());
    steps.addAll(rules.stepsAt(RulePlan.Place.BEFORE));
    steps.addAll(origins.puts());
    steps.addAll(bindings.making());
    steps.addAll(rules.stepsAt(RulePlan.Place.BETWEEN));
    steps.addAll(hosts.opening());
    steps.addAll(bindings.binding());
    steps.addAll(bindings.releasingLate());
    steps.addAll(hosts.removing());
    steps.addAll(rules.stepsAt(RulePlan.Place.AFTER));
    steps.addAll(origins.removals());
    steps.addAll(bindings.removing());
    return steps;
  }

  /**
   * The steps of the origins.
   *
   * @param changed names of those that are there and change
   */
  private record Origins(List<Step> puts, List<Step> removals, Set<String> changed) {}

  private Origins origins(boolean prune) throws CommandFailure, InterruptedException {
    Map<String, JsonNode> found = found("origins");
    ApiPath all = path.then("origins");
    Origins origins = new Origins(new ArrayList<>(), new ArrayList<>(), new HashSet<>());
    for (Map.Entry<String, JsonNode> each : wanted.path("origins").properties()) {
      String name = each.getKey();
      JsonNode before = found.get(name);
      Step.Action put = () -> api.put(all.then(name), each.getValue(), null);
      if (before == null) {
        origins.puts.add(Step.make("origin " + name, put));
        continue;
      }
      List<String> changed = Difference.of(each.getValue(), before, TOLD);
      if (!changed.isEmpty()) {
        origins.changed.add(name);
        origins.puts.add(
            Step.change("origin %s: %s".formatted(name, String.join(", ", changed)), put));
      }
    }
    if (prune && wanted.has("origins")) {
      for (String name : found.keySet()) {
        if (!wanted.path("origins").has(name)) {
          origins.removals.addFirst(
              Step.remove("origin " + name, () -> api.delete(all.then(name))));
        }
      }
    }
    return origins;
  }

  private Map<String, JsonNode> found(String kind) throws CommandFailure, InterruptedException {
    return exists ? Found.byName(api, path.then(kind)) : new LinkedHashMap<>();
  }
}
