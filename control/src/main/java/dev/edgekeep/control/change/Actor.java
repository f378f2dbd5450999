package dev.edgekeep.control.change;

import org.jspecify.annotations.Nullable;

/**
 * The author of a change.
 *
 * @param accountId the account whose records are changed
 * @param tokenId the token that authenticated the call
 * @param tokenName for people
 * @param address the client's address
 * @param site the name or id of the site that is changed; null: the change is not of one site
 * @param ofOneSite whether the token is limited to one site
 * @param idempotencyKey null: the call may be repeated
 */
public record Actor(
    String accountId,
    String tokenId,
    String tokenName,
    String address,
    @Nullable String site,
    boolean ofOneSite,
    @Nullable IdempotencyKey idempotencyKey) {
  /** The program itself, at its start. */
  public static Actor program(String accountId) {
    return new Actor(accountId, "", "edgekeep", "", null, false, null);
  }

  /** The same for a change that precedes the one that the idempotency key protects. */
  public Actor withoutIdempotencyKey() {
    return new Actor(accountId, tokenId, tokenName, address, null, ofOneSite, null);
  }
}
