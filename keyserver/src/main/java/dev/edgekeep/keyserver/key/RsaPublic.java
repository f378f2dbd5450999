package dev.edgekeep.keyserver.key;

import dev.edgekeep.x509.cert.SubjectPublicKey;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.interfaces.RSAPublicKey;

/** The public-key operation of RSA, to look at what a private key gave. Any thread. */
record RsaPublic(BigInteger modulus, BigInteger exponent) {
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

  /** Of the modulus, in bytes. */
  int length() {
    return (modulus.bitLength() + 7) / 8;
  }

  /** Whether the private key made {@code result} of {@code block}. */
  boolean agrees(byte[] block, byte[] result) {
    BigInteger undone = new BigInteger(1, result).modPow(exponent, modulus);
    return undone.equals(new BigInteger(1, block));
  }
}
