package dev.edgekeep.snapshot;

import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.type.Field;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The warning about rules that ask for verified clients on hosts that ask for no certificate. */
public final class NeverVerified {
  private static final int NAMED = 3;

  private NeverVerified() {}

  /**
   * The warning about a rule with this condition; null when there is none.
   *
   * @param askingNobody the hosts in its scope that ask no client for a certificate
   */
  public static @Nullable String warning(
      RuleExpression when, Collection<HostPattern> askingNobody) {
    if (!when.uses(Field.CERT_VERIFIED)) {
      return null;
    }
    List<String> hosts =
        askingNobody.stream()
            .filter(host -> when.hosts().map(names -> isAnyOf(names, host)).orElse(true))
            .map(HostPattern::name)
            .sorted()
            .toList();
    if (hosts.isEmpty()) {
      return null;
    }
    int more = hosts.size() - NAMED;
    return "no client is asked for a certificate on %s%s: tls_client_auth.cert_verified is never true there"
        .formatted(
            String.join(", ", hosts.stream().limit(NAMED).toList()),
            more > 0 ? " and %d more hosts".formatted(more) : "");
  }

  private static boolean isAnyOf(Set<String> names, HostPattern host) {
    return names.stream()
        .anyMatch(
            name -> HostPattern.isName(name) && new HostPattern(name).isCoveredBy(host.name()));
  }
}
