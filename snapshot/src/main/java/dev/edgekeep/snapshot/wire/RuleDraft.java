package dev.edgekeep.snapshot.wire;

import dev.edgekeep.rules.ParseResult;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule that names the rule before it, so that a new rule changes two parts and not the number of
 * every rule behind it, and that names the rule whose hosts it shares, so that the hosts of a site
 * are sent once for all of its rules.
 *
 * @param after the rule before it; null for the first
 * @param hostsOf the first rule with these hosts; null: it is for all hosts
 */
record RuleDraft(
    String name,
    @Nullable String after,
    RuleExpression when,
    RuleAction action,
    boolean enabled,
    @Nullable String hostsOf) {

  /** Stands in the place of a rule that cannot be read. */
  static RuleDraft placeholder(String name, @Nullable String after, @Nullable String hostsOf) {
    return new RuleDraft(name, after, NEVER, new RuleAction.Log(), false, hostsOf);
  }

  private static final RuleExpression NEVER =
      switch (RuleExpression.parse("not (ssl or not ssl)")) {
        case ParseResult.Parsed<RuleExpression>(RuleExpression never) -> never;
        case ParseResult.Invalid<RuleExpression> invalid ->
            throw new IllegalStateException(invalid.toString());
      };

  /**
   * All rules, and the sets of hosts that they are limited to.
   *
   * @param byName in order
   * @param hosts by the first rule of each
   */
  record All(Map<String, RuleDraft> byName, Map<String, Set<HostPattern>> hosts) {}

  static All of(List<Rule> rules) {
    Map<String, RuleDraft> drafts = new LinkedHashMap<>();
    Map<String, Set<HostPattern>> hosts = new LinkedHashMap<>();
    IdentityHashMap<Set<HostPattern>, String> same = new IdentityHashMap<>();
    Map<Set<HostPattern>, String> equal = new HashMap<>();
    String after = null;
    for (Rule rule : rules) {
      String owner = null;
      Set<HostPattern> limited = rule.hosts();
      if (limited != null) {
        // Sets may be large: each object is hashed once, however many rules share it.
        owner =
            same.computeIfAbsent(limited, set -> equal.computeIfAbsent(set, first -> rule.name()));
        hosts.putIfAbsent(owner, limited);
      }
      drafts.put(
          rule.name(),
          new RuleDraft(rule.name(), after, rule.when(), rule.action(), rule.enabled(), owner));
      after = rule.name();
    }
    return new All(drafts, hosts);
  }

  /**
   * The rules of drafts, in order.
   *
   * @throws WireException when they do not form one sequence
   */
  static List<Rule> inOrder(Map<String, RuleDraft> drafts, Map<String, Set<HostPattern>> hosts)
      throws WireException {
    Map<String, RuleDraft> followers = new HashMap<>();
    for (RuleDraft draft : drafts.values()) {
      if (draft.hostsOf() != null && !drafts.containsKey(draft.hostsOf())) {
        throw new WireException(draft.id(), "it is for the hosts of a rule that is not there");
      }
      String after = draft.after() == null ? "" : draft.after();
      if (followers.put(after, draft) != null) {
        throw new WireException(draft.id(), "another rule follows the same rule");
      }
    }
    List<Rule> rules = new ArrayList<>(drafts.size());
    for (RuleDraft next = followers.get("");
        next != null && rules.size() <= drafts.size();
        next = followers.get(next.name())) {
      rules.add(next.rule(hosts));
    }
    if (rules.size() != drafts.size()) {
      throw new WireException("the rules do not form one sequence");
    }
    return rules;
  }

  private PartId id() {
    return PartKind.RULE.id(name);
  }

  private Rule rule(Map<String, Set<HostPattern>> hosts) throws WireException {
    try {
      Set<HostPattern> limited = hostsOf == null ? null : hosts.getOrDefault(hostsOf, Set.of());
      return new Rule(name, when, action, enabled, limited);
    } catch (IllegalArgumentException e) {
      throw new WireException(id(), String.valueOf(e.getMessage()));
    }
  }
}
