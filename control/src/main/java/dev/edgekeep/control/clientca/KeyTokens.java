package dev.edgekeep.control.clientca;

import dev.edgekeep.control.config.ClientCaKeys;
import dev.edgekeep.keyserver.key.EcdsaValue;
import dev.edgekeep.keyserver.pkcs11.Curve;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.signature.SigningException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The PKCS#11 tokens that hold private keys of managed CAs. The control plane starts without them.
 * Any thread; blocks for at most {@link TokenTimeLimit#LIMIT} with each token that is asked.
 */
final class KeyTokens implements AutoCloseable {
  private static final int ID_BYTES = 16;

  private final @Nullable CaToken forNewKeys;
  private final List<CaToken> all;
  private final SecureRandom random = new SecureRandom();

  KeyTokens(ClientCaKeys settings, InstantSource clock) {
    this.all = settings.tokens().stream().map(uri -> new CaToken(uri, clock)).toList();
    this.forNewKeys = settings.made() == null ? null : all.getFirst();
  }

  /**
   * A key that was created on a token.
   *
   * @param uri names it for people
   */
  record Made(SubjectPublicKey publicKey, String uri) {}

  /** Returns whether new keys are created on a token. */
  boolean makeKeys() {
    return forNewKeys != null;
  }

  /**
   * Creates a key pair on the token for new keys.
   *
   * @param label for people who look at the token
   */
  Made generate(Curve curve, String label) throws SigningException {
    CaToken token = forNewKeys;
    if (token == null) {
      throw new IllegalStateException("no token for new keys is set");
    }
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    CaToken.Created created = token.generate(curve, label, id);
    return new Made(created.publicKey(), name(created, label, id));
  }

  /** RFC 7512 §2.3. */
  private static String name(CaToken.Created created, String label, byte[] id) {
    return "pkcs11:token=%s;serial=%s;object=%s;id=%s;type=private"
        .formatted(encoded(created.label()), encoded(created.serial()), encoded(label), octets(id));
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
    byte[] numbers = holder(key).sign(key, digest);
    if (numbers.length == 0 || numbers.length % 2 != 0) {
      throw new SigningException("the token's signature is malformed");
    }
    return EcdsaValue.der(numbers);
  }

  private CaToken holder(SubjectPublicKey key) throws SigningException {
    for (CaToken token : all) {
      if (token.isKnownToHold(key)) {
        return token;
      }
    }
    SigningException failure = null;
    for (CaToken token : all) {
      try {
        if (token.holds(key)) {
          return token;
        }
      } catch (SigningException e) {
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

  /** Removes an unused key. A failure does not matter. */
  void discard(SubjectPublicKey key) {
    try {
      holder(key).destroy(key);
    } catch (SigningException e) {
      return; // a key that nobody knows is of no use to anybody
    }
  }

  @Override
  public void close() {
    all.forEach(CaToken::close);
  }
}
