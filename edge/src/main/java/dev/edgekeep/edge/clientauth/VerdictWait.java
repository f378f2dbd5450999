package dev.edgekeep.edge.clientauth;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what the verdict about a new connection's client depends on: a list, or an OCSP
 * response. Any thread; never blocks.
 */
public final class VerdictWait {
  /** A list may lead to another one, and then to an OCSP response. */
  private static final int MAX_ROUNDS = 4;

  private final ClientTrust trust;
  private final PresentedChain chain;
  private final InstantSource clock;
  private final Instant end;

  private VerdictWait(ClientTrust trust, PresentedChain chain, InstantSource clock) {
    this.trust = trust;
    this.chain = chain;
    this.clock = clock;
    this.end = clock.instant().plus(trust.longestWait());
  }

  /**
   * Begins to obtain what is needed.
   *
   * @return completed, never with an exception, when the verdict can be asked for; at the latest
   *     after {@link ClientTrust#longestWait}. Null: at once
   */
  public static @Nullable CompletableFuture<?> begin(
      ClientTrust trust, PresentedChain chain, InstantSource clock) {
    return new VerdictWait(trust, chain, clock).next(MAX_ROUNDS);
  }

  private @Nullable CompletableFuture<?> next(int rounds) {
    Instant now = clock.instant();
    CompletableFuture<?> pending = trust.check(chain, now).pending();
    long left = end.toEpochMilli() - now.toEpochMilli();
    if (pending == null || pending.isDone() || rounds == 0 || left <= 0) {
      return null;
    }
    // A copy: its time limit is no business of others who wait.
    return pending
        .handle((done, failure) -> Boolean.TRUE)
        .completeOnTimeout(Boolean.FALSE, left, TimeUnit.MILLISECONDS)
        .thenCompose(done -> {
          CompletableFuture<?> more = next(rounds - 1);
          return more == null
              ? CompletableFuture.<@Nullable Object>completedFuture(null)
              : more.thenApply(end -> (@Nullable Object) null);
        });
  }
}
