package dev.edgekeep.edge.rules;

import dev.edgekeep.rules.match.RuleSet;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one snapshot. The counters of a rule go on in the next book, for as long as the rule
 * is there. Immutable but for the counters; any thread.
 */
public final class RuleBook {
  public static final RuleBook EMPTY = new RuleBook(List.of(), Map.of());

  private final List<Rule> rules;
  private final Map<String, ActiveRule> active;
  private final RuleSet<ActiveRule> enabled;
  private final boolean usesFingerprints;

  private RuleBook(List<Rule> rules, Map<String, ActiveRule> active) {
    this.rules = rules;
    this.active = active;
    List<RuleSet.Entry<ActiveRule>> entries = new ArrayList<>();
    for (Rule rule : rules) {
      ActiveRule entry = active.get(rule.name());
      if (rule.enabled() && entry != null) {
        entries.add(new RuleSet.Entry<>(rule.when(), names(rule.hosts()), entry));
      }
    }
    this.enabled = RuleSet.of(entries);
    this.usesFingerprints = rules.stream().anyMatch(RuleBook::usesFingerprints);
  }

  private static @Nullable Set<String> names(@Nullable Set<HostPattern> hosts) {
    return hosts == null
        ? null
        : hosts.stream().map(HostPattern::name).collect(Collectors.toUnmodifiableSet());
  }

  private static boolean usesFingerprints(Rule rule) {
    boolean isCounted =
        rule.action() instanceof RuleAction.RateLimit limit
            && limit.by().stream().anyMatch(by -> by.uses(Field.JA3) || by.uses(Field.JA4));
    return isCounted || rule.when().uses(Field.JA3) || rule.when().uses(Field.JA4);
  }

  /** The book that follows this one; this book itself if the rules are the same. */
  public RuleBook next(List<Rule> next) {
    if (next.equals(rules)) {
      return this;
    }
    Map<String, ActiveRule> kept = HashMap.newHashMap(next.size());
    for (Rule rule : next) {
      kept.put(rule.name(), ActiveRule.of(rule, active.get(rule.name())));
    }
    return new RuleBook(next, kept);
  }

  /** Returns whether there is no rule to evaluate. */
  boolean isEmpty() {
    return enabled.size() == 0;
  }

  RuleSet.Candidates<ActiveRule> candidates(String name, String served) {
    return enabled.candidates(name, served);
  }

  /** Returns whether a rule uses the fingerprint of a ClientHello. */
  public boolean usesFingerprints() {
    return usesFingerprints;
  }

  /** The rules with their counters, in order. */
  public List<ActiveRule> rules() {
    return rules.stream().map(rule -> active.get(rule.name())).toList();
  }
}
