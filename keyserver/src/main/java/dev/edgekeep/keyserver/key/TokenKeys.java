package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyserver.pkcs11.Mechanism;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Exception;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.keyserver.pkcs11.Token;
import dev.edgekeep.keyserver.pkcs11.TokenKey;
import dev.edgekeep.keyserver.pkcs11.Tokens;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The private keys of tokens. Those that were tried once are not tried again. Blocks. */
final class TokenKeys {
  private static final int ED25519_SIGNATURE_BYTES = 64;

  private record Place(Token token, SubjectPublicKey key) {}

  private final Tokens tokens;
  private final CryptoProvider crypto;
  private final Map<Place, FoundKey> tried = new HashMap<>();

  TokenKeys(Tokens tokens, CryptoProvider crypto) {
    this.tokens = tokens;
    this.crypto = crypto;
  }

  void read(Pkcs11Uri uri, LoadReport report) {
    Path pin = uri.pin() == null ? null : uri.pin().file();
    if (pin != null) {
      report.watch(pin);
    }
    Token token;
    try {
      token = tokens.open(uri);
    } catch (Pkcs11Exception e) {
      report.problem("%s: %s".formatted(uri, e.getMessage()));
      return;
    }
    token.warnings().forEach(text -> report.warning("%s: %s".formatted(uri, text)));
    for (TokenKey key : token.keys()) {
      add(token, key, report);
    }
  }

  /** Closes all tokens but these. */
  void retain(Set<Pkcs11Uri> wanted) {
    tokens.retain(wanted);
    tried.keySet().removeIf(place -> !place.token().isOpen());
  }

  /** A key that does not work is left out: a token holds others' keys, too. */
  private void add(Token token, TokenKey key, LoadReport report) {
    Place place = new Place(token, key.publicKey());
    try {
      FoundKey found = tried.get(place);
      if (found == null) {
        found = found(token, key);
        tried.put(place, found);
      }
      report.key(found);
    } catch (GeneralSecurityException | RuntimeException e) {
      report.warning("%s is left out: %s".formatted(origin(token, key), e.getMessage()));
    }
  }

  private static String origin(Token token, TokenKey key) {
    return "token %s, key %s".formatted(token.label(), key.name());
  }

  private FoundKey found(Token token, TokenKey key) throws GeneralSecurityException {
    SubjectPublicKey half = key.publicKey();
    KeyInfo info = KeyInfo.of(half, origin(token, key), true);
    HeldKey held =
        switch (half.type()) {
          case RSA -> rsa(token, half, info);
          case P256, P384, P521 -> new EcdsaKey(info, digest -> ecdsa(token, half, digest));
          case ED25519 -> new Ed25519Key(info, message -> ed25519(token, half, message));
          case RSA_PSS, OTHER_CURVE, ED448, DSA, UNKNOWN ->
              throw new IllegalArgumentException(half.description() + " is not supported");
        };
    PairCheck.check(held, half, crypto);
    return new FoundKey(held, half);
  }

  private HeldKey rsa(Token token, SubjectPublicKey half, KeyInfo info)
      throws GeneralSecurityException {
    RsaSizes.check(half);
    RsaPublic publicKey = RsaPublic.of(half);
    return new RsaKey(
        info, publicKey.modulus(), new TokenRsa(token, half, publicKey, crypto.random()));
  }

  private static byte[] ecdsa(Token token, SubjectPublicKey key, byte[] digest)
      throws KeyOperationException {
    byte[] cut = EcdsaValue.cut(digest, key.bits());
    byte[] numbers = sign(token, key, Mechanism.CKM_ECDSA, cut);
    if (numbers.length == 0 || numbers.length % 2 != 0) {
      throw wrong(token);
    }
    return EcdsaValue.der(numbers);
  }

  private static byte[] ed25519(Token token, SubjectPublicKey key, byte[] message)
      throws KeyOperationException {
    byte[] signature = sign(token, key, Mechanism.CKM_EDDSA, message);
    if (signature.length != ED25519_SIGNATURE_BYTES) {
      throw wrong(token);
    }
    return signature;
  }

  private static byte[] sign(Token token, SubjectPublicKey key, Mechanism by, byte[] input)
      throws KeyOperationException {
    try {
      return token.sign(key, by, null, input);
    } catch (Pkcs11Exception e) {
      throw failed(token, e);
    }
  }

  static KeyOperationException failed(Token token, Pkcs11Exception e) {
    return new KeyOperationException(
        KeylessError.CRYPTOGRAPHY, "token %s: %s".formatted(token.label(), e.getMessage()));
  }

  private static KeyOperationException wrong(Token token) {
    return new KeyOperationException(
        KeylessError.CRYPTOGRAPHY, "token %s: the signature is malformed".formatted(token.label()));
  }
}
