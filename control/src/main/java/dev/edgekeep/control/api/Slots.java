package dev.edgekeep.control.api;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.error.DomainException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls in progress: in all, of each account, of each token. Over a limit no call waits. Any
 * thread; does not block.
 */
final class Slots {
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final String what;
  private final ApiLimits.Share share;
  private final Map<String, Integer> accounts = new HashMap<>();
  private final Map<String, Integer> tokens = new HashMap<>();
  private int all;

  /**
   * @param what is counted, as {@code calls}
   */
  Slots(String what, ApiLimits.Share share) {
    this.what = what;
    this.share = share;
  }

  /** An occupied place; closing it gives it back, once. */
  interface Taken extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes a place.
   *
   * @throws DomainException when the token, the account or all together have as many as allowed
   */
  synchronized Taken take(Caller caller) {
    if (tokens.getOrDefault(caller.tokenId(), 0) >= share.ofToken()) {
      throw DomainException.tooMany(
          "the token %s has %d %s under way, the most that it may have"
              .formatted(caller.tokenName(), share.ofToken(), what),
          AGAIN);
    }
    if (accounts.getOrDefault(caller.accountId(), 0) >= share.ofAccount()) {
      throw DomainException.tooMany(
          "the account has %d %s under way, the most that it may have"
              .formatted(share.ofAccount(), what),
          AGAIN);
    }
    if (all >= share.all()) {
      throw DomainException.busy("%d %s are under way; try again".formatted(all, what), AGAIN);
    }
    return taken(caller.accountId(), caller.tokenId());
  }

  /** As {@link #take}; null when there is no place. */
  synchronized @Nullable Taken tryTake(Caller caller) {
    boolean isFree =
        all < share.all()
            && tokens.getOrDefault(caller.tokenId(), 0) < share.ofToken()
            && accounts.getOrDefault(caller.accountId(), 0) < share.ofAccount();
    return isFree ? taken(caller.accountId(), caller.tokenId()) : null;
  }

  private Taken taken(String account, String token) {
    all++;
    accounts.merge(account, 1, Integer::sum);
    tokens.merge(token, 1, Integer::sum);
    AtomicBoolean isReturned = new AtomicBoolean();
    return () -> {
      if (isReturned.compareAndSet(false, true)) {
        giveBack(account, token);
      }
    };
  }

  private synchronized void giveBack(String account, String token) {
    all--;
    accounts.computeIfPresent(account, (id, count) -> count == 1 ? null : count - 1);
    tokens.computeIfPresent(token, (id, count) -> count == 1 ? null : count - 1);
  }
}
