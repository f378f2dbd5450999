package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.daemon.command.CommandFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plans the rules of a site, which are identified by their names, and their order. One call
 * replaces all of them. One thread.
 */
final class RulePlan {
  /** The prefix of the names of temporary rules, which protect a site while it changes. */
  private static final String TEMPORARY = "until apply is done";

  private static final Set<String> READ_ONLY =
      Set.of(
          "id",
          "createdAt",
          "updatedAt",
          "unreadable",
          "position",
          "enabled",
          "description",
          "warnings",
          "counters",
          "matches");

  /** Actions that never let a request through that would be refused without them. */
  private static final Set<String> NEVER_ALLOWS = Set.of("block", "close", "redirect", "log");

  private final CurrentState state;
  private final String site;
  private final ApiPath path;
  private final boolean exists;
  private final List<JsonNode> before = new ArrayList<>();
  private final List<JsonNode> next = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final List<Step> guarding = new ArrayList<>();
  private Kind kind = Kind.SAME;

  /** Rules that come before all others until every other step is done. */
  private final List<JsonNode> temporary = new ArrayList<>();

  private boolean isBridged;

  /** The differences between the rules of the file and the current ones. */
  enum Kind {
    SAME,
    /** They only refuse more. */
    TIGHTER,
    /** They only refuse less. */
    LOOSER,
    MIXED
  }

  /** The position of a change of the rules among the other steps. */
  enum Place {
    BEFORE,
    BETWEEN,
    AFTER
  }

  RulePlan(CurrentState state, String site, ApiPath path, boolean exists) {
    this.state = state;
    this.site = site;
    this.path = path.then("rules");
    this.exists = exists;
  }

  /**
   * Compares the current rules with those of the file.
   *
   * @param wanted null: the file has no rules
   */
  void plan(@Nullable JsonNode wanted, boolean prune) throws CommandFailure, InterruptedException {
    List<JsonNode> found =
        exists ? state.list(path, "rule of the site %s:".formatted(site)) : List.of();
    for (JsonNode rule : found) {
      if (name(rule).startsWith(TEMPORARY)) {
        // An earlier run was interrupted.
        temporary.add(rule);
      } else {
        before.add(rule);
      }
    }
    if (wanted == null || wanted.isNull()) {
      next.addAll(before);
    } else {
      compare(wanted, prune);
    }
    kind = kind(before, next);
  }

  private void compare(JsonNode wanted, boolean prune) {
    Map<String, JsonNode> byName = new HashMap<>();
    before.forEach(rule -> byName.putIfAbsent(name(rule), rule));
    for (JsonNode given : wanted) {
      JsonNode rule = RuleForm.asShown(given);
      JsonNode there = byName.remove(name(rule));
      List<String> changed = there == null ? List.of() : Difference.of(rule, there, READ_ONLY);
      if (there == null) {
        lines.add("+ rule " + name(rule));
      } else if (!changed.isEmpty()) {
        lines.add("~ rule %s: %s".formatted(name(rule), String.join(", ", changed)));
      }
      next.add(there == null || !changed.isEmpty() ? rule : there);
    }
    for (JsonNode rule : before) {
      if (byName.containsKey(name(rule)) && prune) {
        lines.add("- rule " + name(rule));
      } else if (byName.containsKey(name(rule))) {
        // A rule that the file does not name stays, after those that it names.
        next.add(rule);
      }
    }
    Set<String> names = next.stream().map(RulePlan::name).collect(Collectors.toSet());
    Set<String> old = before.stream().map(RulePlan::name).collect(Collectors.toSet());
    List<String> kept = before.stream().map(RulePlan::name).filter(names::contains).toList();
    if (!next.stream().map(RulePlan::name).filter(old::contains).toList().equals(kept)) {
      lines.add("~ order of the rules of " + site);
    }
  }

  Kind kind() {
    return kind;
  }

  /** A changed rule is one that is removed and one that is added. */
  private static Kind kind(List<JsonNode> before, List<JsonNode> next) {
    List<JsonNode> added = without(next, before);
    List<JsonNode> removed = without(before, next);
    if (!without(next, added).equals(without(before, removed))) {
      return Kind.MIXED;
    }
    if (added.isEmpty() && removed.isEmpty()) {
      return Kind.SAME;
    }
    if (removed.isEmpty() && added.stream().allMatch(RulePlan::refuses)) {
      return Kind.TIGHTER;
    }
    return added.isEmpty() && removed.stream().allMatch(RulePlan::refuses)
        ? Kind.LOOSER
        : Kind.MIXED;
  }

  /** The rules that are not among others, by identity: a rule that stays is the same object. */
  private static List<JsonNode> without(List<JsonNode> rules, List<JsonNode> others) {
    Set<JsonNode> known = Collections.newSetFromMap(new IdentityHashMap<>());
    known.addAll(others);
    return rules.stream().filter(rule -> !known.contains(rule)).toList();
  }

  private static boolean refuses(JsonNode rule) {
    JsonNode action = rule.path("action");
    String word =
        action.isObject() && !action.isEmpty()
            ? action.propertyNames().iterator().next()
            : action.asString("");
    return NEVER_ALLOWS.contains(word);
  }

  /**
   * Protects hosts of which several settings change. If the old and the new rules only refuse
   * requests, both apply until every other step is done; otherwise every request to the hosts is
   * refused until then.
   */
  void guard(List<String> hosts) {
    if (hosts.isEmpty() || !exists) {
      return;
    }
    List<JsonNode> removed = without(before, next);
    List<JsonNode> added = without(next, before);
    boolean isExchange =
        without(next, added).equals(without(before, removed))
            && Stream.concat(removed.stream(), added.stream()).allMatch(RulePlan::refuses);
    if (kind == Kind.MIXED && isExchange) {
      isBridged = true;
      removed.forEach(rule -> temporary.add(renamed(rule)));
      return;
    }
    String condition = hosts.stream().map(RulePlan::isHost).collect(Collectors.joining(" or "));
    ObjectNode rule = JsonNodeFactory.instance.objectNode().put("when", condition);
    temporary.add(renamed(rule.put("action", "block")));
    guarding.add(
        step(
            List.of("+ rule %s: %s".formatted(TEMPORARY, String.join(", ", hosts))),
            behind(temporary, before)));
  }

  private JsonNode renamed(JsonNode rule) {
    Set<String> taken = temporary.stream().map(RulePlan::name).collect(Collectors.toSet());
    int number = 1;
    while (taken.contains(TEMPORARY + " " + number)) {
      number++;
    }
    return ((ObjectNode) rule.deepCopy()).put("name", TEMPORARY + " " + number);
  }

  private static List<JsonNode> behind(List<JsonNode> first, List<JsonNode> rules) {
    return Stream.concat(first.stream(), rules.stream()).toList();
  }

  private static String isHost(String host) {
    return host.startsWith("*")
        ? "ends_with(http.host, \"%s\")".formatted(host.substring(1))
        : "http.host eq \"%s\"".formatted(host);
  }

  /** The step that precedes all others of the site. */
  List<Step> guarding() {
    return guarding;
  }

  /** The steps that change the rules, if this is their place. */
  List<Step> stepsAt(Place here) {
    List<Step> steps = new ArrayList<>();
    if (!lines.isEmpty() && here == place()) {
      steps.add(step(lines, behind(temporary, next)));
    }
    if (!temporary.isEmpty() && here == Place.AFTER) {
      steps.add(step(List.of("- rule " + TEMPORARY), next));
    }
    return steps;
  }

  private Place place() {
    return switch (kind) {
      case TIGHTER -> Place.BEFORE;
      case LOOSER -> Place.AFTER;
      case SAME, MIXED -> isBridged ? Place.BEFORE : Place.BETWEEN;
    };
  }

  /** Replaces all rules. The list of a new site has no revision that could have changed. */
  private Step step(List<String> changes, List<JsonNode> rules) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode array = body.putArray("rules");
    for (JsonNode rule : rules) {
      ObjectNode settings = (ObjectNode) rule.deepCopy();
      settings.remove(
          List.of("id", "createdAt", "updatedAt", "position", "warnings", "counters", "matches"));
      array.add(settings);
    }
    return new Step(
        changes, exists ? path : null, List.of(), (api, _, etag) -> api.put(path, body, etag));
  }

  private static String name(JsonNode rule) {
    return rule.path("name").asString("");
  }
}
