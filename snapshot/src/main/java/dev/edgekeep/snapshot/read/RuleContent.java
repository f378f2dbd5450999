package dev.edgekeep.snapshot.read;

import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import java.util.Set;

/** A rule without its name and the hosts that it applies to. */
public record RuleContent(RuleExpression when, RuleAction action, boolean isEnabled) {
  /** The rule with this content. */
  public Rule named(String name, Set<HostPattern> hosts) {
    return new Rule(name, when, action, isEnabled, hosts);
  }
}
