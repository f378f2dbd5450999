package dev.edgekeep.snapshot;

import dev.edgekeep.rules.RuleExpression;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An action for the requests that match an expression.
 *
 * @param name unique; stands for the rule in events, logs and counters, and its counters go on for
 *     as long as there is a rule of this name
 * @param enabled whether it is evaluated
 * @param hosts the hosts that it applies to; null for all
 */
public record Rule(
    String name,
    RuleExpression when,
    RuleAction action,
    boolean enabled,
    @Nullable Set<HostPattern> hosts) {
  public Rule {
    hosts = hosts == null ? null : Set.copyOf(hosts);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a rule has a name");
    }
  }
}
