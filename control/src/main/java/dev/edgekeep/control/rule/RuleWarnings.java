package dev.edgekeep.control.rule;

import dev.edgekeep.control.site.Site;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.syntax.ExpressionProblem;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.snapshot.HostPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is allowed in a rule and probably not meant. */
final class RuleWarnings {
  private RuleWarnings() {}

  private static final int NAMED = 3;

  /**
   * @param askingNobody names of the owner's hosts that ask no client for a certificate
   */
  static List<String> of(RuleExpression when, RuleOwner owner, List<String> askingNobody) {
    RuleExpression.Checks checks = when.checks();
    List<String> warnings =
        new ArrayList<>(checks.warnings().stream().map(ExpressionProblem::toString).toList());
    Site site = owner.site();
    if (!checks.mentionsHost()) {
      warnings.add(
          "no host is named with http.host eq or in: it counts for every host of "
              + (site == null ? "the account's sites" : "the site"));
    }
    if (site != null) {
      when.hosts().stream()
          .flatMap(hosts -> hosts.stream().sorted())
          .filter(host -> !site.covers(host))
          .map(host ->
              "%s is not of the site %s: the rule is never true for it"
                  .formatted(host, site.name()))
          .forEach(warnings::add);
    }
    if (when.uses(Field.CERT_VERIFIED)) {
      warnings.addAll(neverVerified(when, askingNobody));
    }
    return warnings;
  }

  private static List<String> neverVerified(RuleExpression when, List<String> askingNobody) {
    List<String> hosts =
        askingNobody.stream()
            .map(HostPattern::new)
            .filter(host -> when.hosts().map(names -> isAnyOf(names, host)).orElse(true))
            .map(HostPattern::name)
            .toList();
    if (hosts.isEmpty()) {
      return List.of();
    }
    int more = hosts.size() - NAMED;
    return List.of(
        "no client is asked for a certificate on %s%s: tls_client_auth.cert_verified is never true there"
            .formatted(
                String.join(", ", hosts.stream().limit(NAMED).toList()),
                more > 0 ? " and %d more hosts".formatted(more) : ""));
  }

  private static boolean isAnyOf(Set<String> names, HostPattern host) {
    return names.stream()
        .anyMatch(
            name -> HostPattern.isName(name) && new HostPattern(name).isCoveredBy(host.name()));
  }
}
