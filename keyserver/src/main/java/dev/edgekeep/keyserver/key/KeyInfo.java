package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.ModulusDigest;
import dev.edgekeep.keyless.SubjectKeyId;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The public facts about a key.
 *
 * @param ski names the key in requests
 * @param modulusDigest names an RSA key in requests of older peers; null for other keys
 * @param algorithm {@code RSA-2048}, {@code P-256}, {@code P-384}, {@code P-521}, {@code Ed25519}
 * @param origin a file's path, or the labels of a token and of the key
 * @param token the label of the PKCS#11 token that performs the operations; null for a key of a
 *     file
 */
public record KeyInfo(
    SubjectKeyId ski,
    @Nullable ModulusDigest modulusDigest,
    String algorithm,
    String origin,
    @Nullable String token) {
  /** Returns whether operations go to a PKCS#11 token. */
  public boolean onToken() {
    return token != null;
  }

  /**
   * The facts that a public key tells about its private key.
   *
   * @throws IllegalArgumentException when keys of this kind are not supported
   */
  static KeyInfo of(SubjectPublicKey key, String origin, @Nullable String token) {
    ModulusDigest digest =
        key.type() == KeyAlgorithm.RSA ? ModulusDigest.of(key.rsaModulus()) : null;
    return new KeyInfo(ski(key), digest, algorithm(key), origin, token);
  }

  private static String algorithm(SubjectPublicKey key) {
    return switch (key.type()) {
      case RSA -> "RSA-" + key.bits();
      case P256 -> "P-256";
      case P384 -> "P-384";
      case P521 -> "P-521";
      case ED25519 -> "Ed25519";
      case RSA_PSS, OTHER_CURVE, ED448, DSA, UNKNOWN ->
          throw new IllegalArgumentException(key.description() + " is not supported");
    };
  }

  /** RFC 5280 §4.2.1.2, method 1. */
  private static SubjectKeyId ski(SubjectPublicKey key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      key.keyBits().update(sha1);
      return SubjectKeyId.of(sha1.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
