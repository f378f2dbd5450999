package dev.edgekeep.snapshot;

import dev.edgekeep.rules.RuleExpression;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to do with requests that an expression describes.
 *
 * @param name tells it from all others: in events, logs and counters, and what it has counted goes
 *     on for as long as there is one of the name
 * @param enabled whether it is held against requests
 * @param hosts the hosts that it counts for; null for all
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
