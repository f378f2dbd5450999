package dev.edgekeep.control.clientca;

import dev.edgekeep.keyserver.pkcs11.Pkcs11Exception;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.keyserver.pkcs11.Token;
import dev.edgekeep.keyserver.pkcs11.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that are open. One that failed just now is not asked again at once, and one that has
 * refused its PIN not before there is another PIN: too many wrong ones lock a token. Any thread;
 * blocks for as long as the token does.
 */
final class OpenTokens implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final Tokens tokens;
  private final InstantSource clock;
  private final Map<Pkcs11Uri, Token> known = new HashMap<>();
  private final Map<Pkcs11Uri, Instant> lookedAt = new HashMap<>();
  private final Map<Pkcs11Uri, Refusal> refusals = new HashMap<>();

  /**
   * What a token has refused.
   *
   * @param pin a digest of the PIN that it refused; it is kept no longer than the failure
   */
  private record Refusal(Pkcs11Exception failure, int pin) {}

  OpenTokens(InstantSource clock) {
    this.tokens = new Tokens(clock);
    this.clock = clock;
  }

  /** One that was opened before; null when it was not. */
  synchronized @Nullable Token known(Pkcs11Uri uri) {
    return known.get(uri);
  }

  /** Opens it, unless it is open. */
  synchronized Token require(Pkcs11Uri uri) throws Pkcs11Exception {
    Token token = known.get(uri);
    return token != null ? token : open(uri);
  }

  /** Opens it, or looks at its keys again, where that was not done just now. */
  synchronized Token looked(Pkcs11Uri uri) throws Pkcs11Exception {
    Token token = known.get(uri);
    Instant last = lookedAt.getOrDefault(uri, Instant.MIN);
    Instant now = clock.instant();
    boolean justNow = !now.isBefore(last) && now.isBefore(last.plus(BETWEEN));
    return token != null && justNow ? token : open(uri);
  }

  private Token open(Pkcs11Uri uri) throws Pkcs11Exception {
    Refusal refusal = refusals.get(uri);
    int pin = pin(uri);
    if (refusal != null && refusal.pin() == pin) {
      throw refusal.failure();
    }
    try {
      Token token = tokens.open(uri);
      known.put(uri, token);
      lookedAt.put(uri, clock.instant());
      refusals.remove(uri);
      return token;
    } catch (Pkcs11Exception e) {
      known.remove(uri);
      if (e.isPinRefused()) {
        refusals.put(uri, new Refusal(e, pin));
      }
      throw e;
    }
  }

  /** An operation of it failed: after a refused PIN it is to be opened anew. */
  synchronized void failed(Pkcs11Uri uri, Pkcs11Exception failure) {
    if (failure.isPinRefused()) {
      known.remove(uri);
      refusals.put(uri, new Refusal(failure, pin(uri)));
    }
  }

  /** Tells whether it is another one, and nothing else. */
  private static int pin(Pkcs11Uri uri) {
    try {
      char[] pin = uri.pin() == null ? new char[0] : uri.pin().read();
      int digest = Arrays.hashCode(pin);
      Arrays.fill(pin, '\0');
      return digest;
    } catch (IOException e) {
      return 0; // the token says that it cannot be read
    }
  }

  @Override
  public synchronized void close() {
    known.clear();
    tokens.close();
  }
}
