package dev.edgekeep.keyserver.key;

import dev.edgekeep.keyless.DigestAlgorithm;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.x509.cert.KeyAlgorithm;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Signature;
import java.util.Arrays;

/**
 * Checks that a private key and the public key that names it belong together: a signature is
 * created and verified. A key that was damaged, or stored beside another's public key, would create
 * signatures that no client accepts.
 */
final class PairCheck {
  private static final int SHA256_BYTES = 32;

  private PairCheck() {}

  /**
   * @throws InvalidKeyException when they do not belong together, or the key does not sign
   */
  static void check(HeldKey key, SubjectPublicKey half, CryptoProvider crypto)
      throws GeneralSecurityException {
    byte[] digest = new byte[SHA256_BYTES];
    Arrays.fill(digest, (byte) 0x5a);
    boolean together;
    try {
      together = verified(key, half, digest, crypto);
    } catch (KeyOperationException e) {
      throw new InvalidKeyException("it does not sign: " + e.getMessage());
    }
    if (!together) {
      throw new InvalidKeyException("its private and its public part do not belong together");
    }
  }

  private static boolean verified(
      HeldKey key, SubjectPublicKey half, byte[] digest, CryptoProvider crypto)
      throws GeneralSecurityException, KeyOperationException {
    if (half.type() == KeyAlgorithm.RSA) {
      RsaPublic rsa = RsaPublic.of(half);
      byte[] block = Pkcs1Encoding.encode(DigestAlgorithm.SHA256, digest, rsa.length());
      return rsa.agrees(block, used(key, digest, block));
    }
    boolean ed25519 = half.type() == KeyAlgorithm.ED25519;
    Signature signature = crypto.signature(ed25519 ? "Ed25519" : "NONEwithECDSA");
    signature.initVerify(half.publicKey());
    signature.update(digest);
    Opcode opcode = ed25519 ? Opcode.ED25519_SIGN : Opcode.ECDSA_SIGN_SHA256;
    return signature.verify(key.perform(opcode, digest));
  }

  /** A key on a token may be for signatures only, or for decryption only. */
  private static byte[] used(HeldKey key, byte[] digest, byte[] block)
      throws KeyOperationException {
    try {
      return key.perform(Opcode.RSA_SIGN_SHA256, digest);
    } catch (KeyOperationException e) {
      if (!key.info().onToken()) {
        throw e;
      }
      return key.perform(Opcode.RSA_DECRYPT, block);
    }
  }
}
