package dev.edgekeep.control.change;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a change.
 *
 * @param accountId whose records are changed
 * @param tokenId what it was authenticated by
 * @param tokenName for people
 * @param address where the call came from
 * @param site the name or id of the site that is changed; null: it is not of one site
 * @param ofOneSite whether the token is limited to one site
 * @param once null: the call may be repeated
 */
public record Actor(
    String accountId,
    String tokenId,
    String tokenName,
    String address,
    @Nullable String site,
    boolean ofOneSite,
    @Nullable Once once) {
  /** The program itself, at its start. */
  public static Actor program(String accountId) {
    return new Actor(accountId, "", "edgekeep", "", null, false, null);
  }

  /**
   * A call that must be carried out once, however often it comes.
   *
   * @param key that the client chose
   * @param request a digest of what was asked
   */
  public record Once(String key, String request) {
    /** For how long it is not carried out again. */
    public static final Duration KEPT = Duration.ofDays(1);

    /** How many calls of one token are remembered, the last ones. */
    static final int OF_TOKEN = 2_000;

    /** How many calls of one account are remembered, the last ones. */
    static final int OF_ACCOUNT = 20_000;
  }

  /** The same for a change that comes before the one that must be made once. */
  public Actor withoutOnce() {
    return new Actor(accountId, tokenId, tokenName, address, null, ofOneSite, null);
  }
}
