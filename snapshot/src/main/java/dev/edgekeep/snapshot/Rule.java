package dev.edgekeep.snapshot;

import dev.edgekeep.rules.RuleExpression;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to do with requests that an expression describes.
 *
 * @param name tells it from the others with the same hosts: in events, logs and counters
 * @param enabled whether it is held against requests
 * @param hosts the hosts that it counts for; null for all
 */
public record Rule(
    String name,
    RuleExpression when,
    RuleAction action,
    boolean enabled,
    @Nullable Set<HostPattern> hosts) {
  /** What a rule keeps when others change: it is the same one while its name and hosts are. */
  public record Key(String name, @Nullable Set<HostPattern> hosts) {
    /** Without going through the hosts, which may be many and the same for many rules. */
    @Override
    public int hashCode() {
      return 31 * name.hashCode() + (hosts == null ? 0 : hosts.size());
    }
  }

  public Rule {
    hosts = hosts == null ? null : Set.copyOf(hosts);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a rule has a name");
    }
  }

  public Key key() {
    return new Key(name, hosts);
  }
}
