package dev.edgekeep.control.account;

import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.config.value.Section;

/**
 * The limits of an account.
 *
 * @param customCasPerSite the most custom CAs of a site
 * @param namesPerCall the most host names in one call that binds
 */
public record AccountLimits(int customCasPerSite, int namesPerCall) {
  public static final Bounds CUSTOM_CAS_PER_SITE = new Bounds(0, 1_000);
  public static final Bounds NAMES_PER_CALL = new Bounds(1, 100_000);
  public static final AccountLimits DEFAULT = new AccountLimits(5, 50);

  public AccountLimits {
    CUSTOM_CAS_PER_SITE.check("customCasPerSite", customCasPerSite);
    NAMES_PER_CALL.check("namesPerCall", namesPerCall);
  }

  /** These limits with those that a body gives. */
  AccountLimits with(Section section) {
    int cas = (int) section.number("customCasPerSite", CUSTOM_CAS_PER_SITE, customCasPerSite);
    int names = (int) section.number("namesPerCall", NAMES_PER_CALL, namesPerCall);
    section.end();
    return new AccountLimits(cas, names);
  }
}
