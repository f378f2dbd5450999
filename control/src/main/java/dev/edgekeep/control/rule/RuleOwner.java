package dev.edgekeep.control.rule;

import dev.edgekeep.control.record.Scope;
import dev.edgekeep.control.site.Site;
import org.jspecify.annotations.Nullable;

/**
 * The owner of rules: a site or an account.
 *
 * @param site null: the account itself
 */
record RuleOwner(String accountId, @Nullable Site site) {
  String id() {
    return site == null ? accountId : site.id();
  }

  /** The owner as messages name it. */
  String label() {
    return site == null ? "the account" : "the site " + site.name();
  }

  /** The path of its rules, below {@code /api/v1}. */
  String path() {
    return site == null ? "/rules" : "/sites/%s/rules".formatted(site.name());
  }

  /** Its rules and no others. */
  Scope scope() {
    Scope all = Scope.everything().owning("account_id", accountId);
    return site == null
        ? all.and("rule.account_id = :owner AND rule.site_id IS NULL", "owner", accountId)
        : all.and("rule.site_id = :owner", "owner", site.id()).owning("site_id", site.id());
  }
}
