package dev.edgekeep.control.clientca;

import dev.edgekeep.keyserver.pkcs11.Curve;
import dev.edgekeep.keyserver.pkcs11.Mechanism;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Exception;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.keyserver.pkcs11.Token;
import dev.edgekeep.keyserver.pkcs11.Tokens;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.signature.SigningException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One PKCS#11 token that holds private keys of managed CAs, opened when it is first needed. It has
 * its own time limit: a token that hangs delays no operation on another one. A token that failed is
 * not opened again at once, and a token that refused its PIN not before it has another PIN, since
 * too many wrong ones lock it. Any thread; each call blocks for at most {@link
 * TokenTimeLimit#LIMIT}.
 */
final class CaToken implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final Pkcs11Uri uri;
  private final InstantSource clock;
  private final Tokens tokens;
  private final TokenTimeLimit time = new TokenTimeLimit();
  private volatile @Nullable Token opened;
  private Instant lookedAt = Instant.MIN;
  private @Nullable Refusal refusal;

  /**
   * A PIN that the token has refused.
   *
   * @param pin its digest, kept no longer than the failure
   */
  private record Refusal(Pkcs11Exception failure, int pin) {}

  /** A key pair that was created on the token. */
  record Created(SubjectPublicKey publicKey, String label, String serial) {}

  CaToken(Pkcs11Uri uri, InstantSource clock) {
    this.uri = uri;
    this.clock = clock;
    this.tokens = new Tokens(clock);
  }

  /** Returns whether the token held this key when it was last looked at. Never blocks. */
  boolean isKnownToHold(SubjectPublicKey key) {
    Token token = opened;
    return token != null && token.holds(key);
  }

  /**
   * Returns whether the token holds this key; looks at its keys again, unless that was done just
   * now.
   */
  boolean holds(SubjectPublicKey key) throws SigningException {
    return time.within(() -> looked().holds(key));
  }

  /**
   * Creates a key pair.
   *
   * @param label of both halves, for people who look at the token
   * @param id of both halves
   */
  Created generate(Curve curve, String label, byte[] id) throws SigningException {
    return time.within(() -> {
      Token token = open();
      return new Created(token.generate(curve, label, id), token.label(), token.serial());
    });
  }

  /**
   * Signs a digest with ECDSA.
   *
   * @return the two numbers of the signature, each half of the bytes
   */
  byte[] sign(SubjectPublicKey key, byte[] digest) throws SigningException {
    return time.within(() -> {
      Token token = open();
      try {
        return token.sign(key, Mechanism.CKM_ECDSA, null, digest);
      } catch (Pkcs11Exception e) {
        failed(e);
        throw e;
      }
    });
  }

  /** Removes a key pair. */
  void destroy(SubjectPublicKey key) throws SigningException {
    boolean _ =
        time.within(() -> {
          open().destroy(key);
          return true;
        });
  }

  private synchronized Token open() throws Pkcs11Exception {
    Token token = opened;
    return token != null ? token : opened();
  }

  private synchronized Token looked() throws Pkcs11Exception {
    Token token = opened;
    Instant now = clock.instant();
    boolean justNow = !now.isBefore(lookedAt) && now.isBefore(lookedAt.plus(BETWEEN));
    return token != null && justNow ? token : opened();
  }

  private Token opened() throws Pkcs11Exception {
    Refusal before = refusal;
    int pin = pin();
    if (before != null && before.pin() == pin) {
      throw before.failure();
    }
    try {
      Token token = tokens.open(uri);
      opened = token;
      lookedAt = clock.instant();
      refusal = null;
      return token;
    } catch (Pkcs11Exception e) {
      opened = null;
      if (e.isPinRefused()) {
        refusal = new Refusal(e, pin);
      }
      throw e;
    }
  }

  /** An operation failed: after a refused PIN the token must be opened again. */
  private synchronized void failed(Pkcs11Exception failure) {
    if (failure.isPinRefused()) {
      opened = null;
      refusal = new Refusal(failure, pin());
    }
  }

  /** A digest of the PIN, which only tells whether it has changed. */
  private int pin() {
    try {
      char[] pin = uri.pin() == null ? new char[0] : uri.pin().read();
      int digest = Arrays.hashCode(pin);
      Arrays.fill(pin, '\0');
      return digest;
    } catch (IOException e) {
      return 0; // opening the token reports that it cannot be read
    }
  }

  @Override
  public void close() {
    try {
      boolean _ =
          time.within(() -> {
            end();
            return true;
          });
    } catch (SigningException e) {
      return; // it hangs, and ends with the process
    }
  }

  private synchronized void end() {
    opened = null;
    tokens.close();
  }
}
