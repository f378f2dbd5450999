package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyserver.pkcs11.Mechanism;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Exception;
import dev.edgekeep.keyserver.pkcs11.Pkcs11Uri;
import dev.edgekeep.keyserver.pkcs11.Token;
import dev.edgekeep.keyserver.pkcs11.Tokens;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The private keys of tokens. A key that was tried once is not tried again. Blocks. */
final class TokenKeys {
  private static final int ED25519_SIGNATURE_BYTES = 64;

  private record Place(Token token, SubjectPublicKey key) {}

  private final Tokens tokens;
  private final CryptoProvider crypto;
  private final Map<Place, LoadReport.FoundKey> tried = new HashMap<>();

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
    for (Token.Key key : token.keys()) {
      add(token, key, report);
    }
  }

  /** Closes all other tokens. */
  void retain(Set<Pkcs11Uri> wanted) {
    tokens.retain(wanted);
    tried.keySet().removeIf(place -> !place.token().isOpen());
  }

  /** Leaves out a key that does not work: a token may hold keys for other purposes. */
  private void add(Token token, Token.Key key, LoadReport report) {
    Place place = new Place(token, key.publicKey());
    try {
      LoadReport.FoundKey found = tried.get(place);
      if (found == null) {
        found = found(token, key);
        tried.put(place, found);
      }
      report.key(found);
    } catch (GeneralSecurityException | RuntimeException e) {
      report.warning("%s is left out: %s".formatted(origin(token, key), e.getMessage()));
    }
  }

  private static String origin(Token token, Token.Key key) {
    return "token %s, key %s".formatted(token.label(), key.name());
  }

  private LoadReport.FoundKey found(Token token, Token.Key key) throws GeneralSecurityException {
    SubjectPublicKey half = key.publicKey();
    KeyInfo info = KeyInfo.of(half, origin(token, key), token.label());
    HeldKey held =
        switch (half.type()) {
          case RSA -> rsa(token, half, info);
          case P256, P384, P521 -> SigningKey.ecdsa(info, digest -> ecdsa(token, half, digest));
          case ED25519 -> SigningKey.ed25519(info, message -> ed25519(token, half, message));
          case RSA_PSS, OTHER_CURVE, ED448, DSA, UNKNOWN ->
              throw new IllegalArgumentException(half.description() + " is not supported");
        };
    PairCheck.check(held, half, crypto);
    return new LoadReport.FoundKey(held, half);
  }

  private HeldKey rsa(Token token, SubjectPublicKey half, KeyInfo info)
      throws GeneralSecurityException {
    RsaPublic.requireSupported(half);
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
