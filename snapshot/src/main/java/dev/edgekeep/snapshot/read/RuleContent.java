package dev.edgekeep.snapshot.read;

import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Rule;
import dev.edgekeep.snapshot.RuleAction;
import java.util.Set;

/** What a rule says, apart from what it is called and which hosts it counts for. */
public record RuleContent(RuleExpression when, RuleAction action, boolean isEnabled) {
  /** The rule that says this. */
  public Rule named(String name, Set<HostPattern> hosts) {
    return new Rule(name, when, action, isEnabled, hosts);
  }
}
