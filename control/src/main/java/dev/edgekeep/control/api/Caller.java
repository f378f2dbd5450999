package dev.edgekeep.control.api;

import dev.edgekeep.control.change.Actor;
import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param accountId whose records it sees
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
   * The caller as the one who makes a change.
   *
   * @param site the site that the call's path names; null: none
   */
  Actor actor(@Nullable String site, Actor.@Nullable Once once) {
    return new Actor(accountId, tokenId, tokenName, address, site, siteId != null, once);
  }

  /** The id of the only site that it may see; empty: all sites of the account. */
  public String onlySite() {
    return siteId == null ? "" : siteId;
  }

  /** Whether it may see a site of its account. */
  public boolean mayUse(String siteId) {
    return this.siteId == null || this.siteId.equals(siteId);
  }

  /**
   * For what concerns the whole account.
   *
   * @throws ApiProblem when the token is for one site only
   */
  public void requireWholeAccount() {
    if (siteId != null) {
      throw ApiProblem.of(
          ApiProblem.Type.FORBIDDEN,
          "the token %s is for one site, and this concerns the account".formatted(tokenName));
    }
  }
}
