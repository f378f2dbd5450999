package dev.edgekeep.control.rule;

import dev.edgekeep.control.site.Site;
import org.jspecify.annotations.Nullable;

/**
 * Whose rules are meant.
 *
 * @param site null: the account itself
 */
record RuleOwner(String accountId, @Nullable Site site) {
  String id() {
    return site == null ? accountId : site.id();
  }

  @Nullable String siteId() {
    return site == null ? null : site.id();
  }

  /** For people. */
  String label() {
    return site == null ? "the account" : "the site " + site.name();
  }

  /** Where its rules are, below {@code /api/v1}. */
  String path() {
    return site == null ? "/rules" : "/sites/%s/rules".formatted(site.name());
  }

  /** What holds of its rules and no others; {@code :owner} is {@link #id}. */
  String condition() {
    return site == null
        ? "rule.account_id = :owner AND rule.site_id IS NULL"
        : "rule.site_id = :owner";
  }
}
