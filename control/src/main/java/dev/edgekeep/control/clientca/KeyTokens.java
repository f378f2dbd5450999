package dev.edgekeep.control.clientca;

import dev.edgekeep.control.config.ClientCaKeys;
import dev.edgekeep.keyserver.key.EcdsaValue;
import dev.edgekeep.keyserver.pkcs11.Curve;
import dev.edgekeep.keyserver.pkcs11.Mechanism;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Exception;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.keyserver.pkcs11.Token;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.signature.SigningException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The PKCS#11 tokens that private keys of managed CAs are on. Opened when they are first needed:
 * the control plane starts without them. Any thread; waits no longer than {@link TokenTime#LIMIT}.
 */
final class KeyTokens implements AutoCloseable {
  private static final int ID_BYTES = 16;

  private final @Nullable Pkcs11Uri made;
  private final List<Pkcs11Uri> all;
  private final OpenTokens open;
  private final TokenTime time = new TokenTime();
  private final SecureRandom random = new SecureRandom();

  KeyTokens(ClientCaKeys settings, InstantSource clock) {
    this.made = settings.made();
    this.all = settings.tokens();
    this.open = new OpenTokens(clock);
  }

  /**
   * A key that was made on a token.
   *
   * @param uri names it for people
   */
  record Made(SubjectPublicKey publicKey, String uri) {}

  /** Whether new keys are made on a token. */
  boolean makeKeys() {
    return made != null;
  }

  /**
   * Makes a key pair on the token for new keys.
   *
   * @param label for people who look at the token
   */
  Made generate(Curve curve, String label) throws SigningException {
    Pkcs11Uri uri = made;
    if (uri == null) {
      throw new IllegalStateException("no token for new keys is set");
    }
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return time.within(() -> {
      Token token = open.require(uri);
      return new Made(token.generate(curve, label, id), name(token, label, id));
    });
  }

  /** RFC 7512 §2.3. */
  private static String name(Token token, String label, byte[] id) {
    return "pkcs11:token=%s;serial=%s;object=%s;id=%s;type=private"
        .formatted(encoded(token.label()), encoded(token.serial()), encoded(label), octets(id));
  }

  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = octet > 0 && (Character.isLetterOrDigit(octet) || "-._~".indexOf(octet) >= 0);
      encoded.append(plain ? String.valueOf((char) octet) : octets(new byte[] {octet}));
    }
    return encoded.toString();
  }

  private static String octets(byte[] octets) {
    return HexFormat.of().withPrefix("%").formatHex(octets);
  }

  /**
   * Signs a digest with ECDSA.
   *
   * @return the signature, DER (RFC 3279 §2.2.3)
   * @throws SigningException when no token has the key, or it cannot be used
   */
  byte[] sign(SubjectPublicKey key, byte[] digest) throws SigningException {
    byte[] numbers =
        time.within(() -> {
          Holder holder = holder(key);
          try {
            return holder.token().sign(key, Mechanism.CKM_ECDSA, null, digest);
          } catch (Pkcs11Exception e) {
            open.failed(holder.uri(), e);
            throw e;
          }
        });
    if (numbers.length == 0 || numbers.length % 2 != 0) {
      throw new SigningException("the token's signature is malformed");
    }
    return EcdsaValue.der(numbers);
  }

  private record Holder(Pkcs11Uri uri, Token token) {}

  private Holder holder(SubjectPublicKey key) throws Pkcs11Exception, SigningException {
    for (Pkcs11Uri uri : all) {
      Token token = open.known(uri);
      if (token != null && token.holds(key)) {
        return new Holder(uri, token);
      }
    }
    Pkcs11Exception failure = null;
    for (Pkcs11Uri uri : all) {
      try {
        Token token = open.looked(uri);
        if (token.holds(key)) {
          return new Holder(uri, token);
        }
      } catch (Pkcs11Exception e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
    throw new SigningException(
        all.isEmpty()
            ? "its key is on a PKCS#11 token, and clientCa names none"
            : "its key is on none of the tokens that clientCa names");
  }

  /** Removes a key that nobody has used; it does not matter when that fails. */
  void discard(SubjectPublicKey key) {
    try {
      boolean _ =
          time.within(() -> {
            holder(key).token().destroy(key);
            return true;
          });
    } catch (SigningException e) {
      return; // a key that nobody knows is of no use to anybody
    }
  }

  @Override
  public void close() {
    try {
      boolean _ =
          time.within(() -> {
            open.close();
            return true;
          });
    } catch (SigningException e) {
      return; // it hangs, and ends with the process
    }
  }
}
