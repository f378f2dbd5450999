package dev.edgekeep.control.node;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * The secret of a join token: 256 random bits, of which a digest is stored. Nobody can guess so
 * many bits: it needs no salt and no slow hash.
 */
final class JoinTokenSecret {
  private static final int OCTETS = 32;

  private JoinTokenSecret() {}

  static byte[] next() {
    byte[] secret = new byte[OCTETS];
    new SecureRandom().nextBytes(secret);
    return secret;
  }

  static byte[] hash(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }

  /** Takes as long whatever the secret is. */
  static boolean fits(byte[] secret, byte[] hash) {
    return MessageDigest.isEqual(hash(secret), hash);
  }
}
