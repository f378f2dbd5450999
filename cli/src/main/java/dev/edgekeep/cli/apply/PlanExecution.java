package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.ApiResponse;
import dev.edgekeep.cli.api.Screen;
import dev.edgekeep.cli.api.StaleRecord;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Carries out a plan step by step. Before the first step it reads everything again that the plan
 * was computed from; from then on each change is conditional on the revision that was read (RFC
 * 9110 §13.1.1). When the control plane has changed in any other way than by the plan's own steps,
 * nothing further is done. One thread; blocks.
 */
final class PlanExecution {
  private final Plan plan;
  private final ApiClient api;
  private final CreatedIds created = new CreatedIds();
  private final Map<ApiPath, @Nullable ApiResponse> targets = new HashMap<>();
  private int done;

  PlanExecution(Plan plan, ApiClient api) {
    this.plan = plan;
    this.api = api;
  }

  /** The number of changes that have been made. */
  int done() {
    return done;
  }

  /**
   * Makes all changes.
   *
   * @param hint receives a sentence with the failed step and the number of changes made before it
   * @throws CommandFailure when a step is refused, or the control plane has changed since the plan
   *     was made
   */
  void run(Consumer<String> hint) throws CommandFailure, InterruptedException {
    requireUnchanged();
    for (int i = 0; i < plan.steps().size(); i++) {
      Step step = plan.steps().get(i);
      try {
        Screen.requireDeployed(make(step));
        refresh(step.rebound(), plan.steps().subList(i + 1, plan.steps().size()));
      } catch (CommandFailure e) {
        hint.accept("%d of %d done; then, at %s:".formatted(done, plan.lines().size(), step));
        throw e;
      }
      done += step.lines().size();
    }
  }

  /**
   * Revisions first: a change in between shows in the records that are read after them, and a later
   * one shows in the revision.
   */
  private void requireUnchanged() throws CommandFailure, InterruptedException {
    for (Step step : plan.steps()) {
      if (step.target() != null && !targets.containsKey(step.target())) {
        targets.put(step.target(), api.find(step.target()));
      }
    }
    List<String> changes = plan.basis().changesSince(api);
    if (!changes.isEmpty()) {
      throw CommandFailure.no(
          "the control plane has changed since this plan was made; nothing was changed:\n  %s\nRun apply again to see the new plan."
              .formatted(String.join("\n  ", changes)));
    }
  }

  private ApiResponse make(Step step) throws CommandFailure, InterruptedException {
    ApiPath target = step.target();
    ApiResponse before = target == null ? null : targets.get(target);
    if (target != null && before == null) {
      requireAbsent(target);
    }
    try {
      ApiResponse response = step.call().make(api, created, before == null ? null : before.etag());
      if (target != null) {
        targets.put(target, response);
      }
      return response;
    } catch (StaleRecord e) {
      throw changed(target + " has changed since this plan was made");
    }
  }

  private void requireAbsent(ApiPath target) throws CommandFailure, InterruptedException {
    if (api.find(target) != null) {
      throw changed(target + " has been created since this plan was made");
    }
  }

  /** Gets the new revisions of hosts that later steps change; only their client CAs may differ. */
  private void refresh(List<ApiPath> hosts, List<Step> later)
      throws CommandFailure, InterruptedException {
    for (ApiPath host : hosts) {
      ApiResponse before = targets.get(host);
      if (before == null || later.stream().noneMatch(step -> host.equals(step.target()))) {
        continue;
      }
      ApiResponse now = api.find(host);
      if (now == null || !isChangedByBindingOnly(before.body(), now.body())) {
        throw changed(host + " has changed since this plan was made");
      }
      targets.put(host, now);
    }
  }

  /**
   * Returns whether a host differs as binding and releasing change it: in its client CAs, and from
   * {@code request} to {@code off} or back. Any other change of the mode was made by another
   * caller.
   */
  private static boolean isChangedByBindingOnly(JsonNode before, JsonNode now) {
    if (!Basis.differing(before, now, List.of("clientAuth")).isEmpty()) {
      return false;
    }
    JsonNode was = before.path("clientAuth");
    JsonNode is = now.path("clientAuth");
    Set<String> modes = Set.of(was.path("mode").asString("off"), is.path("mode").asString("off"));
    List<String> changed = Basis.differing(was, is, List.of("cas"));
    return changed.isEmpty()
        || (changed.equals(List.of("mode")) && modes.equals(Set.of("request", "off")));
  }

  private static CommandFailure changed(String what) {
    return CommandFailure.no(
        what + "; nothing further is done. Run apply again to see the new plan.");
  }
}
