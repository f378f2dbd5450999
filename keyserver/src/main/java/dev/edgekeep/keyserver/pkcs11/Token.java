package dev.edgekeep.keyserver.pkcs11;

import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A token in use. When an operation shows that the token was removed, or that its sessions are
 * gone, it is found and opened again, once. Any thread. Blocks; waits no longer than some seconds
 * unless the token hangs.
 */
public final class Token {
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
  private volatile Instant lookedAt = Instant.MIN;

  /** True if the latest attempt to open it again failed. */
  private volatile boolean isLost;

  /**
   * The handles of an opened token.
   *
   * @param generation of the module, in which all handles are valid
   */
  private record Opened(Login login, SessionPool pool, int generation) {}

  private Token(Pkcs11Uri uri, Pkcs11Module module, InstantSource clock, TokenListener listener) {
    this.uri = uri;
    this.module = module;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * @throws Pkcs11Exception when there is no such token, or it cannot be opened; says what to do
   */
  static Token open(Pkcs11Uri uri, Pkcs11Module module, InstantSource clock, TokenListener listener)
      throws Pkcs11Exception {
    Token token = new Token(uri, module, clock, listener);
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

  /** The token's label; its URI when it is closed. */
  public String label() {
    Opened now = opened;
    return now == null ? uri.toString() : now.login.info().label();
  }

  /** The token's serial number; empty when it is closed. */
  public String serial() {
    Opened now = opened;
    return now == null ? "" : now.login.info().serial();
  }

  /** Returns whether it held this key when its keys were last read. */
  public boolean holds(SubjectPublicKey key) {
    Opened now = opened;
    return now != null && now.login.keys().containsKey(key);
  }

  /**
   * A private key of the token.
   *
   * @param publicKey names the key, whatever its handle is
   * @param name its label, or its identifier where it has none
   */
  public record Key(SubjectPublicKey publicKey, String name) {}

  /** The keys that it held when they were last read. */
  public List<Key> keys() {
    Opened now = opened;
    return now == null
        ? List.of()
        : now.login.keys().values().stream()
            .map(key -> new Key(key.publicKey(), key.name()))
            .toList();
  }

  /** Sentences about keys that are left out. */
  public List<String> warnings() {
    Opened now = opened;
    return now == null ? List.of() : now.login.warnings();
  }

  public boolean isOpen() {
    return opened != null;
  }

  /** Returns whether it was removed, and has not been opened again since. */
  public boolean isLost() {
    return isLost;
  }

  /** Returns whether the token has this mechanism. */
  public boolean can(Mechanism mechanism) {
    Opened now = opened;
    return now != null && now.login.mechanisms().contains(mechanism.code());
  }

  /**
   * Signs with a mechanism, which may pad the input.
   *
   * @param pss for {@link Mechanism#CKM_RSA_PKCS_PSS} only
   */
  public byte[] sign(
      SubjectPublicKey key, Mechanism mechanism, @Nullable PssParameters pss, byte[] input)
      throws Pkcs11Exception {
    return perform(
        key, (session, handle) -> module.cryptoki().sign(session, mechanism, pss, handle, input));
  }

  /** The bare RSA operation; the padding stays on. */
  public byte[] decrypt(SubjectPublicKey key, byte[] input) throws Pkcs11Exception {
    return perform(
        key,
        (session, handle) ->
            module.cryptoki().decrypt(session, Mechanism.CKM_RSA_X_509, handle, input));
  }

  /**
   * Creates a key pair that signs; its private half never leaves the token.
   *
   * @param label of both halves, for people
   * @param id of both halves, unique on the token
   * @return the public half
   */
  public SubjectPublicKey generate(Curve curve, String label, byte[] id) throws Pkcs11Exception {
    SubjectPublicKey created = write((pairs, now) -> generated(pairs, curve, label, id.clone()));
    refresh();
    return created;
  }

  private static SubjectPublicKey generated(KeyPairs pairs, Curve curve, String label, byte[] id)
      throws Pkcs11Exception {
    KeyPairs.Created created = pairs.ellipticCurve(curve.parameters(), label, id);
    SubjectPublicKey half = PublicHalves.fromAttributes(pairs.publicHalf(created), PublicHalves.EC);
    if (half == null) {
      pairs.destroy(created);
      throw new Pkcs11Exception("the token does not show the public half of a key that it created");
    }
    return half;
  }

  /** Removes a key pair. */
  public void destroy(SubjectPublicKey key) throws Pkcs11Exception {
    boolean _ =
        write((pairs, now) -> {
          PrivateKeySearch.Found object = now.login.keys().get(key);
          if (object != null) {
            pairs.destroy(object.handle());
          }
          return object != null;
        });
    refresh();
  }

  private interface Writing<T> {
    T with(KeyPairs pairs, Opened now) throws Pkcs11Exception;
  }

  /** Writes in a separate session, and again when the token was lost. */
  private <T> T write(Writing<T> writing) throws Pkcs11Exception {
    Opened now = current();
    try {
      return write(now, writing);
    } catch (Pkcs11Exception e) {
      if (!e.isSessionLost()) {
        throw e;
      }
      return write(replacementOf(now), writing);
    }
  }

  private <T> T write(Opened now, Writing<T> writing) throws Pkcs11Exception {
    return module.use(now.generation, () -> writeInside(now, writing));
  }

  private <T> T writeInside(Opened now, Writing<T> writing) throws Pkcs11Exception {
    long session = module.cryptoki().openWritingSession(now.login.slot());
    try {
      return writing.with(new KeyPairs(module.cryptoki().library(), session), now);
    } finally {
      module.cryptoki().closeSession(session);
    }
  }

  private interface Operation {
    byte[] with(long session, long handle) throws Pkcs11Exception;
  }

  private byte[] perform(SubjectPublicKey key, Operation operation) throws Pkcs11Exception {
    Opened now = holding(key);
    try {
      return perform(now, key, operation);
    } catch (Pkcs11Exception e) {
      if (!e.isSessionLost() && !(e.mayBeLost() && isGone(now))) {
        throw e;
      }
      return perform(replacementOf(now), key, operation);
    }
  }

  /** The handles in use; the keys are read again, now and then, for a key that is not there. */
  private Opened holding(SubjectPublicKey key) throws Pkcs11Exception {
    Opened now = current();
    if (now.login.keys().containsKey(key)
        || clock.instant().isBefore(lookedAt.plus(BETWEEN_REOPENINGS))) {
      return now;
    }
    lookedAt = clock.instant();
    refresh();
    return current();
  }

  /** Returns whether the token is gone, after a failure that does not say so. */
  private boolean isGone(Opened now) {
    try {
      return module.use(
          now.generation, () -> now.login.searched(module.cryptoki(), uri).keys().isEmpty());
    } catch (Pkcs11Exception e) {
      return true;
    }
  }

  private byte[] perform(Opened now, SubjectPublicKey key, Operation operation)
      throws Pkcs11Exception {
    PrivateKeySearch.Found object = now.login.keys().get(key);
    if (object == null) {
      throw new Pkcs11Exception("the key is no longer on the token");
    }
    return module.use(
        now.generation, () -> now.pool.use(session -> operation.with(session, object.handle())));
  }

  private Opened current() throws Pkcs11Exception {
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
  private Opened replacementOf(Opened lost) throws Pkcs11Exception {
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
      return replaced();
    } finally {
      opening.unlock();
    }
  }

  /** Opens the token again; where that does not help, after a restart of the module. */
  private Opened replaced() throws Pkcs11Exception {
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
        listener.lost(label(), String.valueOf(e.getMessage()));
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
      var _ = replaced();
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
