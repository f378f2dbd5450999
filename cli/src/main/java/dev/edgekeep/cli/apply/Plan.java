package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The steps that make the control plane match a file, in the order in which they are safe, and the
 * records that they were computed from. {@link PlanExecution} makes exactly these changes, or stops
 * when the records have changed since. Immutable.
 */
record Plan(List<Step> steps, Basis basis) {
  Plan {
    steps = List.copyOf(steps);
  }

  /**
   * Compares a file with the control plane. Blocks; changes nothing.
   *
   * @param prune whether to delete what the file does not name
   * @throws CommandFailure when the file contradicts itself or the control plane
   */
  static Plan compute(ApiClient api, WantedState wanted, boolean prune)
      throws CommandFailure, InterruptedException {
    CurrentState state = new CurrentState(api);
    AccountPlan account = new AccountPlan(state);
    account.keyServers(wanted.keyServers());
    account.certificates(wanted.certificates());
    List<Step> steps = new ArrayList<>(account.steps());
    boolean prunesSites = prune && wanted.names("sites");
    Set<String> sites =
        wanted.sites().isEmpty() && !prunesSites
            ? Set.of()
            : state
                .byName(
                    ApiPath.of("sites"),
                    "site",
                    site -> prunesSites || wanted.sites().has(site.path("name").asString("")))
                .keySet();
    for (Map.Entry<String, JsonNode> site : wanted.sites().properties()) {
      String name = site.getKey();
      SitePlan plan = new SitePlan(state, account, name, site.getValue(), sites.contains(name));
      steps.addAll(plan.steps(prune));
    }
    if (prune) {
      steps.addAll(new PrunePlan(state, account, wanted).steps(sites));
    }
    return new Plan(steps, state.basis());
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }

  /** The changes in words, in the order in which they are made. */
  List<String> lines() {
    return steps.stream().flatMap(step -> step.lines().stream()).toList();
  }
}
