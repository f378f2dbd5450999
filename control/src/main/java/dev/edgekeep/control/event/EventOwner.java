package dev.edgekeep.control.event;

import dev.edgekeep.control.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * The account and the site that an event concerns.
 *
 * @param accountId null: for operators only
 * @param siteId null: it concerns no site, or was stored by a version that did not say
 */
record EventOwner(@Nullable String accountId, @Nullable String siteId) {
  static final EventOwner NOBODY = new EventOwner(null, null);

  /** Returns whether the caller may see the event. */
  boolean isShownTo(Caller caller) {
    if (accountId == null) {
      return caller.isOperator();
    }
    return accountId.equals(caller.accountId())
        && (caller.siteId() == null || caller.siteId().equals(siteId));
  }
}
