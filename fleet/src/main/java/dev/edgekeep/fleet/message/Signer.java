package dev.edgekeep.fleet.message;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Signs messages with an Ed25519 key. Immutable; any thread. Never printed. */
public final class Signer {
  private final PrivateKey key;
  private final PublicKey publicKey;
  private final String keyId;

  private Signer(PrivateKey key, PublicKey publicKey) {
    this.key = key;
    this.publicKey = publicKey;
    this.keyId = Ed25519.keyId(publicKey);
  }

  /**
   * @param seed the private key
   * @throws IllegalArgumentException when it has not 32 octets
   */
  public static Signer of(byte[] seed) {
    return new Signer(Ed25519.privateKey(seed), Ed25519.publicKey(Ed25519.publicOf(seed)));
  }

  public PublicKey publicKey() {
    return publicKey;
  }

  /** The name of the key in messages. */
  public String keyId() {
    return keyId;
  }

  /** The signature of these octets, which should name their purpose. */
  public byte[] sign(byte[] octets) {
    try {
      Signature signature = Ed25519.signature();
      signature.initSign(key);
      signature.update(octets);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 does not sign", e);
    }
  }

  @Override
  public String toString() {
    return "key " + keyId;
  }
}
