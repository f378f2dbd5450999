package dev.edgekeep.keyserver.key;

import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.security.InvalidKeyException;

/** Which RSA keys are used at all, and which are warned of. */
final class RsaSizes {
  /** Shorter ones have been factored on a desk. */
  private static final int MIN_BITS = 1024;

  private static final int STRONG_BITS = 2048;

  private RsaSizes() {}

  /**
   * @throws InvalidKeyException when the key is too short to protect anything, or too long to be
   *     used while a client waits
   */
  static void check(SubjectPublicKey key) throws InvalidKeyException {
    int bits = key.bits();
    if (bits < MIN_BITS || bits > SubjectPublicKey.MAX_RSA_BITS) {
      throw new InvalidKeyException(
          "an RSA key of %d bits is not supported, only %d to %d; make a new key of 2048 or 3072 bits"
              .formatted(bits, MIN_BITS, SubjectPublicKey.MAX_RSA_BITS));
    }
  }

  static boolean isWeak(SubjectPublicKey key) {
    return key.bits() < STRONG_BITS;
  }
}
