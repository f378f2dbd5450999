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
 * A token, and how it is used: found again and opened again, once, when an operation tells that it
 * was taken out or has forgotten us. Any thread. Blocks, and waits no longer than some seconds
 * unless the token does.
 */
public final class Token {
  private static final int MAX_SESSIONS = 32;
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Duration BETWEEN_REOPENINGS = Duration.ofSeconds(1);

  private final Pkcs11Uri uri;
  private final Pkcs11Module module;
  private final InstantSource clock;
  private final ReentrantLock opening = new ReentrantLock();

  /** What is in use; null when the token is closed. */
  private volatile @Nullable Opened opened;

  private @Nullable Pkcs11Exception lastFailure;
  private Instant failedAt = Instant.MIN;

  private record Opened(Login login, SessionPool pool) {}

  private Token(Pkcs11Uri uri, Pkcs11Module module, InstantSource clock) {
    this.uri = uri;
    this.module = module;
    this.clock = clock;
  }

  /**
   * @throws Pkcs11Exception when there is no such token, or it cannot be opened; says what to do
   */
  static Token open(Pkcs11Uri uri, Pkcs11Module module, InstantSource clock)
      throws Pkcs11Exception {
    Token token = new Token(uri, module, clock);
    token.opened = token.reopened();
    return token;
  }

  /** Its label. */
  public String label() {
    Opened now = opened;
    return now == null ? uri.toString() : now.login.info().label();
  }

  /** Its serial number; empty when it is closed. */
  public String serial() {
    Opened now = opened;
    return now == null ? "" : now.login.info().serial();
  }

  /** Whether it held this key when it was last looked at. */
  public boolean holds(SubjectPublicKey key) {
    Opened now = opened;
    return now != null && now.login.keys().containsKey(key);
  }

  /** The keys that were seen when it was last looked at. */
  public List<TokenKey> keys() {
    Opened now = opened;
    return now == null
        ? List.of()
        : now.login.keys().values().stream()
            .map(key -> new TokenKey(key.publicKey(), key.name()))
            .toList();
  }

  /** About keys that are left out. */
  public List<String> warnings() {
    Opened now = opened;
    return now == null ? List.of() : now.login.warnings();
  }

  public boolean isOpen() {
    return opened != null;
  }

  /** Whether the token computes this way. */
  public boolean can(Mechanism mechanism) {
    Opened now = opened;
    return now != null && now.login.mechanisms().contains(mechanism.code());
  }

  /**
   * Signs, with padding or without, as the mechanism says.
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
   * Makes a key pair that signs; its private half never leaves the token.
   *
   * @param label for people, of both halves
   * @param id of both halves, that no other has
   * @return the public half; the token holds the key from now on
   */
  public SubjectPublicKey generate(Curve curve, String label, byte[] id) throws Pkcs11Exception {
    SubjectPublicKey made = write((pairs, now) -> generated(pairs, curve, label, id.clone()));
    refresh();
    return made;
  }

  private static SubjectPublicKey generated(KeyPairs pairs, Curve curve, String label, byte[] id)
      throws Pkcs11Exception {
    KeyPairs.Made made = pairs.ellipticCurve(curve.parameters(), label, id);
    SubjectPublicKey half = PublicHalves.fromAttributes(pairs.publicHalf(made), PublicHalves.EC);
    if (half == null) {
      pairs.destroy(made);
      throw new Pkcs11Exception("the token does not show the public half of a key that it made");
    }
    return half;
  }

  /** Removes a key pair. */
  public void destroy(SubjectPublicKey key) throws Pkcs11Exception {
    boolean _ =
        write((pairs, now) -> {
          PrivateObject object = now.login.keys().get(key);
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

  /** In a session of its own, once more where the token was lost. */
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
    Opened now = current();
    try {
      return perform(now, key, operation);
    } catch (Pkcs11Exception e) {
      if (!e.isSessionLost()) {
        throw e;
      }
      return perform(replacementOf(now), key, operation);
    }
  }

  private static byte[] perform(Opened now, SubjectPublicKey key, Operation operation)
      throws Pkcs11Exception {
    PrivateObject object = now.login.keys().get(key);
    if (object == null) {
      throw new Pkcs11Exception("the key is no longer on the token");
    }
    return now.pool.use(session -> operation.with(session, object.handle()));
  }

  private Opened current() throws Pkcs11Exception {
    Opened now = opened;
    if (now == null) {
      throw new Pkcs11Exception("the token is closed");
    }
    return now;
  }

  /**
   * Opens the token again, unless another thread has. A token that was away just now is not asked
   * again for each request; one that has refused its PIN is not asked until somebody reloads.
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
      Opened again = reopened();
      opened = again;
      return again;
    } finally {
      opening.unlock();
    }
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
      Login login = Login.open(module.cryptoki(), uri);
      lastFailure = null;
      return new Opened(login, pool(login));
    } catch (Pkcs11Exception e) {
      lastFailure = e;
      failedAt = clock.instant();
      throw e;
    }
  }

  private SessionPool pool(Login login) {
    long most = login.info().maxSessions();
    // One of them is the anchor.
    int size = most == 0 ? MAX_SESSIONS : Math.clamp(most - 1, 1, MAX_SESSIONS);
    return new SessionPool(module.cryptoki(), login.slot(), size, WAIT);
  }

  /** Sessions that are in use end with their operations. */
  private boolean forget(Opened lost) {
    boolean quiet = lost.pool.close(WAIT);
    module.cryptoki().closeSession(lost.login.anchor());
    return quiet;
  }

  /** Looks at the keys again; opens the token again where that is needed. */
  void refresh() throws Pkcs11Exception {
    lock();
    try {
      Opened now = current();
      try {
        opened = new Opened(now.login.searched(module.cryptoki(), uri), now.pool);
      } catch (Pkcs11Exception e) {
        if (!e.isSessionLost()) {
          throw e;
        }
        forget(now);
        opened = reopened();
      }
    } finally {
      opening.unlock();
    }
  }

  /**
   * Ends all sessions; keys of the token fail from then on.
   *
   * @return whether nobody is in the module any more
   */
  boolean close() {
    opening.lock();
    try {
      Opened now = opened;
      opened = null;
      return now == null || forget(now);
    } finally {
      opening.unlock();
    }
  }
}
