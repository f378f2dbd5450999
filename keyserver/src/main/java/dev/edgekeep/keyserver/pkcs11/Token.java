package dev.edgekeep.keyserver.pkcs11;

import dev.edgekeep.keyserver.pkcs11.TokenHandles.Opened;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token in use. When an operation shows that the token was removed, or that its sessions are
 * gone, it is found and opened again, once. Any thread. Blocks; waits no longer than some seconds
 * unless the token hangs.
 */
public final class Token {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Pkcs11Uri uri;
  private final Pkcs11Module module;
  private final InstantSource clock;
  private final TokenHandles handles;

  private volatile Instant lookedAt = Instant.MIN;

  private Token(Pkcs11Uri uri, Pkcs11Module module, InstantSource clock, TokenHandles handles) {
    this.uri = uri;
    this.module = module;
    this.clock = clock;
    this.handles = handles;
  }

  /**
   * @throws Pkcs11Exception when there is no such token, or it cannot be opened; says what to do
   */
  static Token open(Pkcs11Uri uri, Pkcs11Module module, InstantSource clock, TokenListener listener)
      throws Pkcs11Exception {
    return new Token(uri, module, clock, TokenHandles.open(uri, module, clock, listener));
  }

  /** The token's label; its URI when it is closed. */
  public String label() {
    Opened now = handles.now();
    return now == null ? uri.toString() : now.login().info().label();
  }

  /** The token's serial number; empty when it is closed. */
  public String serial() {
    Opened now = handles.now();
    return now == null ? "" : now.login().info().serial();
  }

  /** Returns whether it held this key when its keys were last read. */
  public boolean holds(SubjectPublicKey key) {
    Opened now = handles.now();
    return now != null && now.login().keys().containsKey(key);
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
    Opened now = handles.now();
    return now == null
        ? List.of()
        : now.login().keys().values().stream()
            .map(key -> new Key(key.publicKey(), key.name()))
            .toList();
  }

  /** Sentences about keys that are left out. */
  public List<String> warnings() {
    Opened now = handles.now();
    return now == null ? List.of() : now.login().warnings();
  }

  public boolean isOpen() {
    return handles.now() != null;
  }

  /** Returns whether it was removed, and has not been opened again since. */
  public boolean isLost() {
    return handles.isLost();
  }

  /** Returns whether the token has this mechanism. */
  public boolean can(Mechanism mechanism) {
    Opened now = handles.now();
    return now != null && now.login().mechanisms().contains(mechanism.code());
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

  /** Returns whether there is exactly one AES key with this label. */
  public boolean hasSecretKey(String label) throws Pkcs11Exception {
    return withSecretKeys(keys -> keys.find(label).size() == 1);
  }

  /**
   * Encrypts with the AES key of this label, by AES-GCM; the tag follows the ciphertext.
   *
   * @param context authenticated, not encrypted
   */
  public byte[] encrypt(String label, byte[] nonce, byte[] context, byte[] data)
      throws Pkcs11Exception {
    return withSecretKeys(keys -> keys.encrypt(only(keys, label), nonce, context, data));
  }

  /** Opens what {@link #encrypt} has sealed. */
  public byte[] decrypt(String label, byte[] nonce, byte[] context, byte[] data)
      throws Pkcs11Exception {
    return withSecretKeys(keys -> keys.decrypt(only(keys, label), nonce, context, data));
  }

  private static long only(SecretKeys keys, String label) throws Pkcs11Exception {
    List<Long> found = keys.find(label);
    if (found.size() != 1) {
      throw new Pkcs11Exception(
          "the token holds %d AES keys with the label %s, and one is needed"
              .formatted(found.size(), label));
    }
    return found.getFirst();
  }

  private interface SecretUse<T> {
    T with(SecretKeys keys) throws Pkcs11Exception;
  }

  private <T> T withSecretKeys(SecretUse<T> use) throws Pkcs11Exception {
    Opened now = handles.current();
    return module.use(
        now.generation(),
        () ->
            now.pool()
                .use(session -> use.with(new SecretKeys(module.cryptoki().library(), session))));
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
    handles.refresh();
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
          PrivateKeySearch.Found object = now.login().keys().get(key);
          if (object != null) {
            pairs.destroy(object.handle());
          }
          return object != null;
        });
    handles.refresh();
  }

  private interface Writing<T> {
    T with(KeyPairs pairs, Opened now) throws Pkcs11Exception;
  }

  /** Writes in a separate session, and again when the token was lost. */
  private <T> T write(Writing<T> writing) throws Pkcs11Exception {
    Opened now = handles.current();
    try {
      return write(now, writing);
    } catch (Pkcs11Exception e) {
      if (!e.isSessionLost()) {
        throw e;
      }
      return write(handles.replacementOf(now), writing);
    }
  }

  private <T> T write(Opened now, Writing<T> writing) throws Pkcs11Exception {
    return module.use(now.generation(), () -> writeInside(now, writing));
  }

  private <T> T writeInside(Opened now, Writing<T> writing) throws Pkcs11Exception {
    long session = module.cryptoki().openWritingSession(now.login().slot());
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
      return perform(handles.replacementOf(now), key, operation);
    }
  }

  /** The handles in use; the keys are read again, now and then, for a key that is not there. */
  private Opened holding(SubjectPublicKey key) throws Pkcs11Exception {
    Opened now = handles.current();
    if (now.login().keys().containsKey(key)
        || clock.instant().isBefore(lookedAt.plus(BETWEEN_LOOKS))) {
      return now;
    }
    lookedAt = clock.instant();
    handles.refresh();
    return handles.current();
  }

  /** Returns whether the token is gone, after a failure that does not say so. */
  private boolean isGone(Opened now) {
    try {
      return module.use(
          now.generation(), () -> now.login().searched(module.cryptoki(), uri).keys().isEmpty());
    } catch (Pkcs11Exception e) {
      return true;
    }
  }

  private byte[] perform(Opened now, SubjectPublicKey key, Operation operation)
      throws Pkcs11Exception {
    PrivateKeySearch.Found object = now.login().keys().get(key);
    if (object == null) {
      throw new Pkcs11Exception("the key is no longer on the token");
    }
    return module.use(
        now.generation(),
        () -> now.pool().use(session -> operation.with(session, object.handle())));
  }

  /** Reads the keys again; opens the token again where needed. */
  void refresh() throws Pkcs11Exception {
    handles.refresh();
  }

  /** As {@link TokenHandles#checkPin}. */
  void checkPin() throws Pkcs11Exception {
    handles.checkPin();
  }

  /** Closes all sessions; keys of the token fail from then on. */
  void close() {
    handles.close();
  }
}
