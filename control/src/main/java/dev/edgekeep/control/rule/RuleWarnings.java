package dev.edgekeep.control.rule;

import dev.edgekeep.control.site.Site;
import dev.edgekeep.rules.RuleExpression;
import dev.edgekeep.rules.syntax.ExpressionProblem;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.NeverVerified;
import java.util.ArrayList;
import java.util.List;

/** Warnings about rules that are allowed and probably not meant. */
final class RuleWarnings {
  private RuleWarnings() {}

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
          "no host is named with http.host eq or in: it applies to every host of "
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
    String neverVerified =
        NeverVerified.warning(when, askingNobody.stream().map(HostPattern::new).toList());
    if (neverVerified != null) {
      warnings.add(neverVerified);
    }
    return warnings;
  }
}
