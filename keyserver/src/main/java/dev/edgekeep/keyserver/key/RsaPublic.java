package dev.edgekeep.keyserver.key;

import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.interfaces.RSAPublicKey;

/** An RSA public key, to verify results of its private key. Any thread. */
record RsaPublic(BigInteger modulus, BigInteger exponent) {
  /** Shorter keys have been factored. */
  private static final int MIN_BITS = 1024;

  private static final int STRONG_BITS = 2048;

  /**
   * @throws InvalidKeyException when the key is too short to protect anything, or too long to be
   *     used while a client waits
   */
  static void requireSupported(SubjectPublicKey key) throws InvalidKeyException {
    int bits = key.bits();
    if (bits < MIN_BITS || bits > SubjectPublicKey.MAX_RSA_BITS) {
      throw new InvalidKeyException(
          "an RSA key of %d bits is not supported, only %d to %d; make a new key of 2048 or 3072 bits"
              .formatted(bits, MIN_BITS, SubjectPublicKey.MAX_RSA_BITS));
    }
  }

  /** Returns whether operators are warned of the key's size. */
  static boolean isWeak(SubjectPublicKey key) {
    return key.bits() < STRONG_BITS;
  }

  /**
   * @throws InvalidKeyException when the key is malformed or beyond the bounds of {@link
   *     SubjectPublicKey}
   */
  static RsaPublic of(SubjectPublicKey key) throws InvalidKeyException {
    if (key.publicKey() instanceof RSAPublicKey rsa) {
      return new RsaPublic(rsa.getModulus(), rsa.getPublicExponent());
    }
    throw new InvalidKeyException("this is no RSA key");
  }

  /** The length of the modulus, in bytes. */
  int length() {
    return (modulus.bitLength() + 7) / 8;
  }

  /** Returns whether {@code result} is the private key's result for {@code block}. */
  boolean agrees(byte[] block, byte[] result) {
    BigInteger undone = new BigInteger(1, result).modPow(exponent, modulus);
    return undone.equals(new BigInteger(1, block));
  }
}
