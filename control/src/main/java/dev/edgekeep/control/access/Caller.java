package dev.edgekeep.control.access;

import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.IdempotencyKey;
import dev.edgekeep.control.error.DomainException;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated caller.
 *
 * @param accountId the account whose records it sees
 * @param isOperator whether it may manage accounts: an administrator of the first account
 * @param siteId null: all sites of the account
 */
public record Caller(
    String accountId,
    boolean isOperator,
    Role role,
    @Nullable String siteId,
    String tokenId,
    String tokenName,
    String address) {
  /**
   * The caller as the author of a change.
   *
   * @param site the site that the call names; null: none
   */
  public Actor actor(@Nullable String site, @Nullable IdempotencyKey idempotencyKey) {
    return new Actor(accountId, tokenId, tokenName, address, site, siteId != null, idempotencyKey);
  }

  /** The id of the only site that it may see; empty: all sites of the account. */
  public String onlySite() {
    return siteId == null ? "" : siteId;
  }

  /** Returns whether it may see a site of its account. */
  public boolean mayUse(String siteId) {
    return this.siteId == null || this.siteId.equals(siteId);
  }

  /**
   * Requires a token for the whole account.
   *
   * @throws DomainException when the token is for one site only
   */
  public void requireWholeAccount() {
    if (siteId != null) {
      throw DomainException.forbidden(
          "%s is limited to one site, and this concerns the account".formatted(tokenName));
    }
  }
}
