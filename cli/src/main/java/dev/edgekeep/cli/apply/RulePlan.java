package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiAnswer;
import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The rules of a site, known by their names, and their order. One thread. */
final class RulePlan {
  private static final Set<String> TOLD =
      Set.of(
          "id",
          "createdAt",
          "updatedAt",
          "position",
          "enabled",
          "description",
          "warnings",
          "counters",
          "matches");

  private final ApiClient api;
  private final String site;
  private final ApiPath rules;
  private final boolean exists;
  private final Map<String, String> ids = new HashMap<>();

  RulePlan(ApiClient api, String site, ApiPath path, boolean exists) {
    this.api = api;
    this.site = site;
    this.rules = path.then("rules");
    this.exists = exists;
  }

  List<Step> steps(JsonNode wanted, boolean prune) throws CommandFailure, InterruptedException {
    List<JsonNode> found = exists ? Pages.all(api, rules) : List.of();
    Map<String, JsonNode> byName = new HashMap<>();
    found.forEach(rule -> byName.putIfAbsent(name(rule), rule));
    List<Step> steps = new ArrayList<>();
    List<String> order = new ArrayList<>();
    for (JsonNode given : wanted) {
      JsonNode rule = RuleForm.asShown(given);
      order.add(name(rule));
      add(steps, rule, byName.remove(name(rule)));
    }
    List<String> now = found.stream().map(RulePlan::name).toList();
    for (String name : now) {
      JsonNode left = byName.get(name);
      if (left != null && prune) {
        steps.add(Step.remove("rule " + name, () -> api.delete(path(left))));
      } else if (left != null) {
        // What the file does not name stays, behind what it names.
        order.add(name);
        ids.put(name, id(left));
      }
    }
    List<String> after = after(now, order);
    if (!order.equals(after)) {
      steps.add(Step.change("order of the rules of " + site, () -> reorder(order)));
    }
    return steps;
  }

  /** The order after all other steps: new ones are added behind. */
  private static List<String> after(List<String> now, List<String> order) {
    List<String> after = new ArrayList<>(now.stream().filter(order::contains).toList());
    order.stream().filter(name -> !after.contains(name)).forEach(after::add);
    return after;
  }

  private void add(List<Step> steps, JsonNode rule, @Nullable JsonNode found) {
    String what = "rule " + name(rule);
    if (found == null) {
      steps.add(
          Step.make(
              what,
              () -> {
                ApiAnswer answer = api.post(rules, rule);
                ids.put(name(rule), id(answer.body()));
                return answer;
              }));
      return;
    }
    ids.put(name(rule), id(found));
    List<String> changed = Difference.of(rule, found, TOLD);
    if (!changed.isEmpty()) {
      steps.add(
          Step.change(
              what + ": " + String.join(", ", changed), () -> api.put(path(found), rule, null)));
    }
  }

  private ApiAnswer reorder(List<String> order) throws CommandFailure, InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode array = body.putArray("order");
    order.forEach(name -> array.add(ids.get(name)));
    return api.put(rules.then("order"), body, null);
  }

  private ApiPath path(JsonNode rule) {
    return rules.then(id(rule));
  }

  private static String id(JsonNode rule) {
    return rule.path("id").asString("");
  }

  private static String name(JsonNode rule) {
    return rule.path("name").asString("");
  }
}
