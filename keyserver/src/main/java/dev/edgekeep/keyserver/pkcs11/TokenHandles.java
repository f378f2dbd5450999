package dev.edgekeep.keyserver.pkcs11;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The handles of one token, from its opening to its end. When the token was away, it is found and
 * opened again, by one thread for all. Any thread. Blocks; waits no longer than some seconds unless
 * the token hangs.
 */
final class TokenHandles {
  private static final int MAX_SESSIONS = 32;
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Duration BETWEEN_REOPENINGS = Duration.ofSeconds(1);

  private final Pkcs11Uri uri;
  private final Pkcs11Module module;
  private final InstantSource clock;
  private final TokenListener listener;
  private final ReentrantLock opening = new ReentrantLock();

  /** The handles in use; null when the token is closed. */
  private volatile @Nullable Opened opened;

  private @Nullable Pkcs11Exception lastFailure;
  private Instant failedAt = Instant.MIN;

  /** True if the latest attempt to open it again failed. */
  private volatile boolean isLost;

  /**
   * Valid handles, until the token is away or the module is initialised again.
   *
   * @param generation of the module, in which all handles are valid
   */
  record Opened(Login login, SessionPool pool, int generation) {}

  private TokenHandles(
      Pkcs11Uri uri, Pkcs11Module module, InstantSource clock, TokenListener listener) {
    this.uri = uri;
    this.module = module;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * @throws Pkcs11Exception when there is no such token, or it cannot be opened; says what to do
   */
  static TokenHandles open(
      Pkcs11Uri uri, Pkcs11Module module, InstantSource clock, TokenListener listener)
      throws Pkcs11Exception {
    TokenHandles token = new TokenHandles(uri, module, clock, listener);
    int seen = module.generation();
    try {
      token.opened = token.reopened();
    } catch (Pkcs11Exception e) {
      if (e.isPinRefused() || module.isFresh()) {
        throw e;
      }
      token.restart(seen); // many modules see a new token only after that
      token.opened = token.reopened();
    }
    return token;
  }

  /** The handles in use; null when the token is closed. */
  @Nullable Opened now() {
    return opened;
  }

  /** Returns whether the latest attempt to open it again failed. */
  boolean isLost() {
    return isLost;
  }

  /**
   * The handles in use.
   *
   * @throws Pkcs11Exception when the token is closed
   */
  Opened current() throws Pkcs11Exception {
    Opened now = opened;
    if (now == null) {
      throw new Pkcs11Exception("the token is closed");
    }
    return now;
  }

  /**
   * Opens the token again, unless another thread has. A token that was away a moment ago is not
   * tried again for each request, and one that has refused its PIN not until a reload.
   */
  Opened replacementOf(Opened lost) throws Pkcs11Exception {
    lock();
    try {
      Opened now = current();
      if (now.pool != lost.pool) {
        return now;
      }
      Pkcs11Exception last = lastFailure;
      boolean tooSoon = clock.instant().isBefore(failedAt.plus(BETWEEN_REOPENINGS));
      if (last != null && (tooSoon || last.isPinRefused())) {
        throw new Pkcs11Exception(String.valueOf(last.getMessage()));
      }
      forget(lost);
      return replaced(lost);
    } finally {
      opening.unlock();
    }
  }

  /** Opens the token again; where that does not help, after a restart of the module. */
  private Opened replaced(Opened lost) throws Pkcs11Exception {
    try {
      Opened again = foundAgain();
      opened = again;
      if (isLost) {
        isLost = false;
        listener.returned(again.login.info().label());
      }
      return again;
    } catch (Pkcs11Exception e) {
      if (!isLost) {
        isLost = true;
        listener.lost(lost.login.info().label(), String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private Opened foundAgain() throws Pkcs11Exception {
    int seen = module.generation();
    try {
      Opened again = reopened();
      if (!again.login.keys().isEmpty()) {
        return again;
      }
      forget(again);
    } catch (Pkcs11Exception e) {
      if (e.isPinRefused()) {
        throw e;
      }
    }
    restart(seen);
    return reopened();
  }

  private void restart(int seen) throws Pkcs11Exception {
    try {
      module.restart(seen);
    } catch (Pkcs11Exception e) {
      failed(e);
      throw e;
    }
  }

  /**
   * Tries the configured PIN, unless it is the one that the token has accepted. A PIN that was
   * refused is not tried again: some wrong ones in a row lock a token.
   *
   * @throws Pkcs11Exception when it cannot be read or is refused; the accepted one stays in use
   */
  void checkPin() throws Pkcs11Exception {
    char[] pin = Login.pin(uri);
    try {
      Opened now = current();
      TokenInfo info = now.login.info();
      AcceptedPin accepted = module.accepted(info);
      if (pin == null || accepted == null || accepted.is(pin)) {
        return;
      }
      if (module.hasRefused(info, pin)) {
        throw new Pkcs11Exception(
            "the token has refused this PIN, which is not tried again; correct it",
            ReturnValue.CKR_PIN_INCORRECT);
      }
      tryPin(now.generation, info, pin);
    } finally {
      Login.wipe(pin);
    }
  }

  private void tryPin(int seen, TokenInfo info, char[] pin) throws Pkcs11Exception {
    try {
      module.restart(
          seen,
          () -> {
            Login.tryPin(module.cryptoki(), uri, pin);
            return null;
          });
    } catch (Pkcs11Exception e) {
      if (e.isPinRefused()) {
        module.refused(info, pin);
      }
      throw e;
    }
    module.accepted(info, new AcceptedPin(pin));
    lastFailure = null;
  }

  private void lock() throws Pkcs11Exception {
    try {
      if (!opening.tryLock(WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new Pkcs11Exception("the token is being opened again");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Pkcs11Exception("interrupted while the token was being opened again");
    }
  }

  private Opened reopened() throws Pkcs11Exception {
    try {
      module.initialize();
      int generation = module.generation();
      Login login = module.use(generation, () -> Login.open(module, uri));
      module.opened();
      lastFailure = null;
      return new Opened(login, pool(login), generation);
    } catch (Pkcs11Exception e) {
      failed(e);
      throw e;
    }
  }

  private void failed(Pkcs11Exception e) {
    lastFailure = e;
    failedAt = clock.instant();
  }

  private SessionPool pool(Login login) {
    long most = login.info().maxSessions();
    // One session is the anchor.
    int size = most == 0 ? MAX_SESSIONS : Math.clamp(most - 1, 1, MAX_SESSIONS);
    return new SessionPool(module.cryptoki(), login.slot(), size, WAIT);
  }

  /** Closes the handles. Sessions in use are closed after their operations. */
  private void forget(Opened lost) {
    try {
      boolean _ =
          module.use(
              lost.generation,
              () -> {
                lost.pool.close(WAIT);
                module.cryptoki().closeSession(lost.login.anchor());
                return true;
              });
    } catch (Pkcs11Exception _) {
      return; // the module was restarted: its handles are invalid, or others have them now
    }
  }

  /** Reads the keys again; opens the token again where needed. */
  void refresh() throws Pkcs11Exception {
    lock();
    try {
      Opened now = current();
      try {
        Login searched =
            module.use(now.generation, () -> now.login.searched(module.cryptoki(), uri));
        boolean isGone = searched.keys().isEmpty() && !now.login.keys().isEmpty();
        if (!isGone && !isLost) {
          opened = new Opened(searched, now.pool, now.generation);
          return;
        }
      } catch (Pkcs11Exception e) {
        if (!e.isSessionLost() && !e.mayBeLost()) {
          throw e;
        }
      }
      forget(now);
      var _ = replaced(now);
    } finally {
      opening.unlock();
    }
  }

  /** Closes all sessions; keys of the token fail from then on. */
  void close() {
    opening.lock();
    try {
      Opened now = opened;
      opened = null;
      if (now != null) {
        forget(now);
      }
    } finally {
      opening.unlock();
    }
  }
}
