package dev.edgekeep.cli.apply;

import dev.edgekeep.cli.api.ApiAnswer;
import dev.edgekeep.cli.api.ApiClient;
import dev.edgekeep.cli.api.ApiPath;
import dev.edgekeep.cli.api.Pages;
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

/** The rules of a site, known by their names, and their order: changed by one call. One thread. */
final class RulePlan {
  /** How rules begin that are there only while a site changes. */
  private static final String MEANWHILE = "until apply is done";

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

  /** Actions that let no request through that would not get through without them. */
  private static final Set<String> REFUSES_OR_TELLS = Set.of("block", "close", "redirect", "log");

  private final ApiClient api;
  private final String site;
  private final ApiPath path;
  private final boolean exists;
  private final List<JsonNode> before = new ArrayList<>();
  private final List<JsonNode> next = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final List<Step> guarding = new ArrayList<>();
  private Kind kind = Kind.SAME;

  /** Rules that stand before the others from the beginning until all else is done. */
  private final List<JsonNode> meanwhile = new ArrayList<>();

  private boolean isBridged;
  private @Nullable String etag;

  /** How the rules of the file differ from those that there are. */
  enum Kind {
    SAME,
    /** They let through what the others let through, or less. */
    TIGHTER,
    LOOSER,
    MIXED
  }

  /** When the rules change, among the other steps. */
  enum Place {
    BEFORE,
    BETWEEN,
    AFTER
  }

  RulePlan(ApiClient api, String site, ApiPath path, boolean exists) {
    this.api = api;
    this.site = site;
    this.path = path.then("rules");
    this.exists = exists;
  }

  /**
   * Compares the rules with those of the file.
   *
   * @param wanted null: the file says nothing of rules
   */
  void plan(@Nullable JsonNode wanted, boolean prune) throws CommandFailure, InterruptedException {
    List<JsonNode> found = List.of();
    if (exists) {
      ApiAnswer list = api.find(path);
      etag = list == null ? null : list.etag();
      found = list == null ? List.of() : Pages.all(api, path);
    }
    for (JsonNode rule : found) {
      if (name(rule).startsWith(MEANWHILE)) {
        // A run before this one has not come to its end.
        meanwhile.add(rule);
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
      List<String> changed = there == null ? List.of() : Difference.of(rule, there, TOLD);
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
        // A rule that the file does not name stays, behind those that it names.
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

  /** A rule that changes counts as one that is removed and one that is added. */
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

  /** The rules that are not among others, by identity: what stays is the same object. */
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
    return REFUSES_OR_TELLS.contains(word);
  }

  /**
   * Several things change about these hosts. Where the rules that go and those that come do nothing
   * but refuse requests, both refuse until all else is done; otherwise every request to the hosts
   * is refused.
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
      removed.forEach(rule -> meanwhile.add(renamed(rule)));
      return;
    }
    String condition = hosts.stream().map(RulePlan::isHost).collect(Collectors.joining(" or "));
    ObjectNode rule = JsonNodeFactory.instance.objectNode().put("when", condition);
    meanwhile.add(renamed(rule.put("action", "block")));
    guarding.add(
        Step.make(
            "rule %s: %s".formatted(MEANWHILE, String.join(", ", hosts)),
            () -> put(behind(meanwhile, before))));
  }

  private JsonNode renamed(JsonNode rule) {
    Set<String> taken = meanwhile.stream().map(RulePlan::name).collect(Collectors.toSet());
    int number = 1;
    while (taken.contains(MEANWHILE + " " + number)) {
      number++;
    }
    return ((ObjectNode) rule.deepCopy()).put("name", MEANWHILE + " " + number);
  }

  private static List<JsonNode> behind(List<JsonNode> first, List<JsonNode> rules) {
    return Stream.concat(first.stream(), rules.stream()).toList();
  }

  private static String isHost(String host) {
    return host.startsWith("*")
        ? "ends_with(http.host, \"%s\")".formatted(host.substring(1))
        : "http.host eq \"%s\"".formatted(host);
  }

  /** The step that comes before all others of the site. */
  List<Step> guarding() {
    return guarding;
  }

  /** The steps that change the rules, where they belong here. */
  List<Step> stepsAt(Place here) {
    List<Step> steps = new ArrayList<>();
    if (!lines.isEmpty() && here == place()) {
      steps.add(new Step(lines, () -> put(behind(meanwhile, next))));
    }
    if (!meanwhile.isEmpty() && here == Place.AFTER) {
      steps.add(Step.remove("rule " + MEANWHILE, () -> put(next)));
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

  private ApiAnswer put(List<JsonNode> rules) throws CommandFailure, InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode array = body.putArray("rules");
    for (JsonNode rule : rules) {
      ObjectNode settings = (ObjectNode) rule.deepCopy();
      settings.remove(
          List.of("id", "createdAt", "updatedAt", "position", "warnings", "counters", "matches"));
      array.add(settings);
    }
    ApiAnswer answer = api.put(path, body, etag);
    etag = answer.etag();
    return answer;
  }

  private static String name(JsonNode rule) {
    return rule.path("name").asString("");
  }
}
